using K8sRouter.Operator.Kubernetes.Configuration;
using K8sRouter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Operator.Tests.Kubernetes.Configuration;

public sealed class FileTokenTests
{
    private readonly FakeTimeProvider _clock = Clocks.Noon();

    [Fact]
    public async Task A_file_is_read_again_after_a_minute_and_no_earlier()
    {
        using var folder = new TemporaryFolder();
        folder.Write("token", "one\n");
        var token = new FileToken(folder["token"], _clock);
        folder.Write("token", "two\n");

        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("one", await SentAsync(token));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("two", await SentAsync(token));
    }

    [Fact]
    public async Task A_refused_token_is_read_again_at_once_and_only_another_one_is_tried()
    {
        using var folder = new TemporaryFolder();
        folder.Write("token", "one");
        var token = new FileToken(folder["token"], _clock);

        Assert.False(await token.RenewAsync("one", default));
        folder.Write("token", "two");
        Assert.True(await token.RenewAsync("one", default));
        Assert.True(await token.RenewAsync("one", default));
        Assert.Equal("two", await SentAsync(token));
    }

    [Fact]
    public async Task A_file_that_is_gone_for_a_moment_takes_no_token_away()
    {
        using var folder = new TemporaryFolder();
        folder.Write("token", "one");
        var token = new FileToken(folder["token"], _clock);
        File.Delete(folder["token"]);
        _clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal("one", await SentAsync(token));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("two\nlines")]
    public void What_cannot_be_a_token_is_refused_and_not_shown(string text)
    {
        using var folder = new TemporaryFolder();
        folder.Write("token", text);

        var fault = Assert.Throws<KubernetesConfigurationException>(() => new FileToken(folder["token"], _clock));
        Assert.Null(FileToken.Clean(text));

        Assert.Equal($"{folder["token"]}: there is no token in this file, or it can't be read.", fault.Message);
    }

    [Fact]
    public void A_token_does_not_show_in_a_text()
    {
        using var folder = new TemporaryFolder();
        folder.Write("token", "hush");

        Assert.DoesNotContain("hush", $"{new FileToken(folder["token"], _clock)}", StringComparison.Ordinal);
    }

    private static async Task<string?> SentAsync(FileToken token) => (await token.GetAuthenticationHeaderAsync(default)).Parameter;
}
