namespace K8sRouter.EndToEnd.Tests.House;

/// <summary>One house for the tests of a class.</summary>
public abstract class HouseFixture : IAsyncLifetime
{
    internal RunningHouse House { get; private set; } = null!;

    internal abstract HousePlan Plan { get; }

    public async Task InitializeAsync() => House = await RunningHouse.StartAsync(Plan);

    public async Task DisposeAsync()
    {
        if (House is not null)
            await House.DisposeAsync();
    }
}
