using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Kubernetes.Informers;
using K8sRouter.Operator.Kubernetes.Models;
using K8sRouter.Operator.Tests.Kubernetes;
using K8sRouter.Operator.Webhooks.Registration;
using K8sRouter.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Operator.Tests.Webhooks.Registration;

/// <summary>The watch over a server in memory: what is logged, once, and since when.</summary>
public sealed class WebhookRegistrationTests : IAsyncDisposable
{
    private const int Unregistered = 5406;
    private const int Registered = 5407;

    private readonly FakeTimeProvider _clock = Clocks.Noon();
    private readonly FakeKubernetes _server = new();
    private readonly CapturingLogger _log = new();
    private readonly CancellationTokenSource _end = new();
    private readonly WebhookRegistration _registration;
    private Task _running = Task.CompletedTask;
    private int _changes;

    public WebhookRegistrationTests() =>
        _registration = new WebhookRegistration(
            new InformerFactory(_server, _clock, NullLoggerFactory.Instance), "k8srouter-system", _clock, _log)
        {
            Changed = () => Interlocked.Increment(ref _changes),
        };

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        _end.Dispose();
    }

    [Fact]
    public async Task One_that_is_deleted_is_logged_once_with_the_time_and_its_return_as_well()
    {
        _server.Put(Injection());
        _running = _registration.RunAsync(_end.Token);
        await UntilAsync(() => _registration.Faults.Count == 2 && _log.Count(Unregistered) == 1, "the validating one is missed from the start");
        Assert.Null(_registration.Of(null));

        _clock.Advance(TimeSpan.FromMinutes(1));
        _server.Remove<V1MutatingWebhookConfiguration>(null, "k8srouter-injection");
        await UntilAsync(() => _log.Count(Unregistered) == 2, "the deletion is logged");

        var fault = _registration.Of(new Dictionary<string, string> { ["k8srouter.io/inject"] = "enabled" })!;
        Assert.Equal(ConditionReasons.WebhookMissing, fault.Reason);
        Assert.InRange(_clock.GetUtcNow() - fault.Since, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Equal(0, _log.Count(Registered));
        int changes = _changes;

        _server.Put(Injection());
        await UntilAsync(() => _log.Count(Registered) == 1, "the return is logged");
        Assert.Null(_registration.Of(null));
        Assert.True(_changes > changes);
        Assert.Equal(2, _log.Count(Unregistered));
    }

    private Task<TimeSpan> UntilAsync(Func<bool> holds, string what) => Soon.Holds(_clock, TimeSpan.FromMilliseconds(50), holds, what);

    private static V1MutatingWebhookConfiguration Injection() => new()
    {
        Metadata = new() { Name = "k8srouter-injection", Uid = "uid" },
        Webhooks =
        [
            new()
            {
                Name = "all.inject.k8srouter.io",
                Rules = [new() { Operations = ["CREATE"], ApiGroups = [""], ApiVersions = ["v1"], Resources = ["pods"] }],
            },
        ],
    };
}
