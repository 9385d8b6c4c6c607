namespace K8sRouter.EndToEnd.Tests.Policies;

/// <summary>A configuration that changes all the time, under load.</summary>
public sealed class ReloadTests(ReloadTests.ReloadHouse house, ITestOutputHelper output)
    : HouseTests<ReloadTests.ReloadHouse>(house, output), IClassFixture<ReloadTests.ReloadHouse>
{
    private const int Reloads = 50;

    [Fact]
    public async Task Fifty_reloads_under_load_drop_no_request()
    {
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 4).Select(n => CallAsync(n, stop.Token)).ToArray();
        try
        {
            for (int i = 1; i <= Reloads; i++)
            {
                string before = (await Sidecar.RevisionAsync()).Revision!;
                House.WriteProviders([Provider(House.Alpha, i)]);
                await Eventually.TrueAsync("a new revision", async () => (await Sidecar.RevisionAsync()).Revision != before);
            }
        }
        finally
        {
            await stop.CancelAsync();
        }

        var results = await Task.WhenAll(callers);
        Assert.All(results, calls => Assert.True(calls > 20, $"only {calls} calls of one caller"));
        Assert.Equal(Reloads + 1, Sidecar.Process.Output.Split("is in force").Length - 1);
    }

    private async Task<int> CallAsync(int caller, CancellationToken stop)
    {
        int calls = 0;
        while (!stop.IsCancellationRequested)
        {
            bool stream = (calls + caller) % 2 == 0;
            var answer = (await Sidecar.ChatAsync("acme/assistant", "Write 5 words", stream ? ",\"stream\":true" : "")).Expect(200);
            Assert.Equal("word1 word2 word3 word4 word5", answer.ChatText);
            calls++;
        }
        return calls;
    }

    private static TestProvider Provider(Mock mock, int price) =>
        new("alpha", mock) { Models = [new("acme/assistant", Completion: $"0.0000{price + 10}")] };

    public sealed class ReloadHouse : HouseFixture
    {
        internal override HousePlan Plan => new()
        {
            TokenDelay = TimeSpan.FromMilliseconds(20),
            Operator = ["--interval", "10ms"],
            Providers = (alpha, _) => [Provider(alpha, 0)],
        };
    }
}
