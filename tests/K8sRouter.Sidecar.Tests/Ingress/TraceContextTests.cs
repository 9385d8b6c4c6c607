using K8sRouter.Sidecar.Diagnostics;
using K8sRouter.Sidecar.Ingress;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace K8sRouter.Sidecar.Tests.Ingress;

public sealed class TraceContextTests
{
    private const string Parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    [Fact]
    public void A_parent_without_a_state_is_enough_and_a_state_without_a_parent_is_nothing()
    {
        Assert.Equal(Parent, Read(Parent)!.Parent.ToString());
        Assert.Null(Read(Parent)!.State);
        Assert.Null(Read(default, "a=1"));
    }

    [Fact]
    public void Two_parents_are_none() => Assert.Null(Read(new StringValues([Parent, Parent])));

    [Theory]
    [InlineData("a=1", "a=1")]
    [InlineData("a=1 , b@vendor=x y,", "a=1,b@vendor=x y")]
    [InlineData("0a/*-_=!#$~", "0a/*-_=!#$~")]
    public void A_well_formed_state_is_kept(string header, string kept) => Assert.Equal(kept, Read(Parent, header)!.State);

    [Fact]
    public void Several_headers_are_one_state() => Assert.Equal("a=1,b=2", Read(Parent, new StringValues(["a=1", "b=2"]))!.State);

    [Theory]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("my prompt")]
    [InlineData("A=1")]
    [InlineData("=1")]
    [InlineData("a=")]
    [InlineData("a=1=2")]
    [InlineData("a=1,a=2")]
    [InlineData("a=é")]
    [InlineData("a=1,b=\t2")]
    public void A_state_that_is_not_well_formed_is_dropped_and_the_parent_kept(string header) => Assert.Equal((Parent, null), Kept(header));

    [Fact]
    public void Nothing_longer_than_must_be_passed_on_is_kept()
    {
        Assert.NotNull(Read(Parent, $"a={new string('x', 250)},b={new string('x', 256)}")!.State);
        Assert.Null(Read(Parent, $"a={new string('x', 252)},b={new string('x', 256)}")!.State);
        Assert.Null(Read(Parent, $"a={new string('x', 257)}")!.State);
        Assert.Null(Read(Parent, string.Join(',', Enumerable.Range(0, 33).Select(i => $"k{i}=1")))!.State);
    }

    [Fact]
    public void Without_a_listener_a_call_has_no_span() => Assert.Null(SidecarTraces.StartCall("chat", Read(Parent)));

    private static (string, string?) Kept(string state) => (Read(Parent, state)!.Parent.ToString(), Read(Parent, state)!.State);

    private static TraceContext? Read(StringValues parent, StringValues state = default) =>
        TraceContext.Of(new HeaderDictionary { ["traceparent"] = parent, ["tracestate"] = state, ["baggage"] = "said=prompt" });
}
