using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Informers;
using K8sRouter.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace K8sRouter.Operator.Tests.Kubernetes.Informers;

/// <summary>
/// Writers, compactions and connections that delay, repeat, lose and break, by seed: at the end the store is the truth, and so
/// is what a subscriber made of what it was told.
/// </summary>
[Collection(ClockCollection.Name)]
public sealed class InformerSimulationTests
{
    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_happens_on_the_way_the_store_and_its_subscribers_end_at_the_truth(int seed)
    {
        var random = new Random(seed);
        var time = Clocks.Noon();
        var server = new FakeKubernetes();
        var late = new Queue<(WatchEventType Type, object Object)>();
        var folded = new Dictionary<string, V1Namespace>();
        var wrong = new List<string>();
        using var stop = new CancellationTokenSource();
        var statistics = new InformerStatistics();
        var informer = new Informer<V1Namespace>(
            server, new InformerOptions<V1Namespace> { PageSize = 3 }, statistics, time, new Random(seed + 1), NullLogger.Instance);
        informer.Subscribe(change => Fold(folded, change, wrong));
        var running = informer.RunAsync(stop.Token);

        server.Deliver = (type, value) =>
        {
            lock (late)
                late.Enqueue((type, value));
        };
        var faults = new Random(seed + 2);
        server.Before = (_, _) => faults.Next(12) == 0 ? throw FakeKubernetes.Unreachable() : Task.CompletedTask;
        for (int step = 0; step < 150; step++)
        {
            string name = $"n{random.Next(8)}";
            switch (random.Next(12))
            {
                case < 5:
                    server.Put(new V1Namespace { Metadata = new V1ObjectMeta { Name = name } });
                    break;
                case < 7:
                    server.Remove<V1Namespace>(null, name);
                    break;
                case 7:
                    server.Compact();
                    break;
                case 8:
                    server.EndWatches(random.Next(2) == 0 ? null : FakeKubernetes.Unreachable());
                    break;
                case 9:
                    lock (late)
                        late.Clear();
                    break;
                default:
                    time.Advance(TimeSpan.FromSeconds(random.Next(60)));
                    break;
            }
            lock (late)
            {
                while (late.Count > 0 && random.Next(3) != 0)
                {
                    var (type, value) = late.Dequeue();
                    for (int times = random.Next(4) == 0 ? 2 : 1; times > 0; times--)
                        server.Send(type, value);
                }
            }
            if (step % 3 == 0)
                await Soon.Settle();
        }

        server.Deliver = null;
        server.Before = (_, _) => Task.CompletedTask;
        await Soon.Advance(time, TimeSpan.FromHours(1), steps: 10);
        server.EndWatches();
        string truth = Text(server.All<V1Namespace>());
        await Soon.Holds(time, TimeSpan.FromSeconds(5), () => Text(informer.Items) == truth, $"store of seed {seed}");
        await stop.CancelAsync();
        await running;
        Assert.Empty(wrong);
        Assert.Equal(truth, Text(folded.Values));
    }

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 20)];

    private static string Text(IEnumerable<V1Namespace> items) => string.Join(
        ' ', items.Select(item => $"{item.Metadata.Name}@{item.Metadata.ResourceVersion}").Order(StringComparer.Ordinal));

    private static void Fold(Dictionary<string, V1Namespace> folded, InformerChange<V1Namespace> change, List<string> wrong)
    {
        string name = (change.New ?? change.Old!).Metadata.Name!;
        if (!ReferenceEquals(folded.GetValueOrDefault(name), change.Old))
            wrong.Add($"{name}: told of an old one that wasn't told of");
        if (change.New is null)
            folded.Remove(name);
        else
            folded[name] = change.New;
    }
}
