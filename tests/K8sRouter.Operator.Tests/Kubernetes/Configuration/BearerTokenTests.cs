using K8sRouter.Operator.Kubernetes.Configuration;
using K8sRouter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Operator.Tests.Kubernetes.Configuration;

public sealed class BearerTokenTests
{
    private readonly FakeTimeProvider _clock = Clocks.Noon();

    [Fact]
    public void A_file_is_read_again_after_a_minute_and_no_earlier()
    {
        using var folder = new TemporaryFolder();
        folder.Write("token", "one\n");
        var token = BearerToken.FromFile(folder["token"], _clock);
        folder.Write("token", "two\n");

        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("one", token.Get());
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("two", token.Get());
    }

    [Fact]
    public void A_refused_token_is_read_again_at_once_and_only_another_one_is_tried()
    {
        using var folder = new TemporaryFolder();
        folder.Write("token", "one");
        var token = BearerToken.FromFile(folder["token"], _clock);

        Assert.Null(token.Renew("one"));
        folder.Write("token", "two");
        Assert.Equal("two", token.Renew("one"));
        Assert.Equal("two", token.Renew("one"));
    }

    [Fact]
    public void A_file_that_is_gone_for_a_moment_takes_no_token_away()
    {
        using var folder = new TemporaryFolder();
        folder.Write("token", "one");
        var token = BearerToken.FromFile(folder["token"], _clock);
        File.Delete(folder["token"]);
        _clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal("one", token.Get());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("two\nlines")]
    public void What_cannot_be_a_token_is_refused_and_not_shown(string text)
    {
        using var folder = new TemporaryFolder();
        folder.Write("token", text);

        var fault = Assert.Throws<KubernetesConfigurationException>(() => BearerToken.FromFile(folder["token"], _clock));
        Assert.Throws<KubernetesConfigurationException>(() => BearerToken.Fixed(text, "user"));

        Assert.Equal($"{folder["token"]}: there is no token in this file, or it can't be read.", fault.Message);
    }

    [Fact]
    public void A_token_does_not_show_in_a_text() =>
        Assert.DoesNotContain("hush", $"{BearerToken.Fixed("hush", "user")}", StringComparison.Ordinal);
}
