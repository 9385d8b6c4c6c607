namespace K8sRouter.EndToEnd.Tests.House;

/// <summary>A house for one test that breaks things in it.</summary>
internal static class OwnHouse
{
    /// <summary>A provider with one model, and nothing else.</summary>
    public static HousePlan Plain { get; } = new()
    {
        Providers = (alpha, _) => [new TestProvider("alpha", alpha) { Models = [new("acme/assistant")] }],
    };

    public static async Task RunAsync(ITestOutputHelper output, HousePlan plan, Func<RunningHouse, Task> test)
    {
        await using var house = await RunningHouse.StartAsync(plan);
        try
        {
            await test(house);
        }
        finally
        {
            output.WriteLine(house.Logs);
        }
    }
}
