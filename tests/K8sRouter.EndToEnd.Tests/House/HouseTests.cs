namespace K8sRouter.EndToEnd.Tests.House;

/// <summary>Tests in one house; what its processes printed is shown where one fails.</summary>
public abstract class HouseTests<TFixture>(TFixture fixture, ITestOutputHelper output) : IDisposable
    where TFixture : HouseFixture
{
    private readonly int _before = fixture.House.Logs.Length;

    private protected RunningHouse House => fixture.House;

    private protected SidecarUnderTest Sidecar => fixture.House.Sidecar;

    public void Dispose()
    {
        string logs = House.Logs;
        output.WriteLine(logs.Length >= _before ? logs[..Math.Min(logs.Length, 60_000)] : logs);
        GC.SuppressFinalize(this);
    }
}
