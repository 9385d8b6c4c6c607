using K8sRouter.Operator.Sidecars;
using K8sRouter.Operator.Signing;

namespace K8sRouter.Operator.Tests.Signing;

public sealed class SigningRotationTests
{
    private static readonly SigningState Requested = new("current", "next", "when-known");

    [Fact]
    public void Nothing_is_rotated_that_nobody_asked_for() =>
        Assert.False(SigningRotation.MayRotate(Requested with { Rotation = null }, [], 0));

    [Fact]
    public void It_waits_for_every_sidecar_to_know_the_next_key()
    {
        Assert.True(SigningRotation.MayRotate(Requested, [Knows("a", "current", "next"), Knows("b", "next", "later")], 2));
        Assert.False(SigningRotation.MayRotate(Requested, [Knows("a", "current", "next"), Knows("b", "before", "current")], 2));
    }

    [Fact]
    public void A_sidecar_that_takes_anything_is_not_stranded() => Assert.True(SigningRotation.MayRotate(Requested, [Knows("a")], 1));

    [Fact]
    public void One_that_does_not_answer_or_was_not_asked_yet_may_be()
    {
        Assert.False(SigningRotation.MayRotate(Requested, [new SidecarObservation { Pod = "a", Reached = false }], 1));
        Assert.False(SigningRotation.MayRotate(Requested, [Knows("a", "current", "next")], 2));
    }

    [Fact]
    public void Whoever_says_now_does_not_wait() =>
        Assert.True(SigningRotation.MayRotate(Requested with { Rotation = "now" }, [Knows("a", "before", "current")], 3));

    private static SidecarObservation Knows(string pod, params string[] keys) => new() { Pod = pod, Reached = true, ConfigKeys = keys };
}
