using System.Globalization;
using K8sRouter.Benchmarks.Load;
using K8sRouter.Benchmarks.Measuring;
using K8sRouter.Benchmarks.Reporting;
using K8sRouter.Benchmarks.Variants;

namespace K8sRouter.Benchmarks.Destinations;

/// <summary>
/// What destinations cost a request, dead ones too, and how fast a backlog drains. The variants take turns in random order, round
/// after round; ratios are taken within a round.
/// </summary>
internal sealed class DestinationBenchmark(DestinationPlan plan)
{
    private const int Concurrency = 16;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly Workload Workload = Workload.All[0];

    private readonly Dictionary<DestinationVariant, List<DestinationBlock>> _blocks =
        DestinationVariant.All.ToDictionary(variant => variant, _ => new List<DestinationBlock>());

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        string folder = Directory.CreateTempSubdirectory("k8srouter-bench-").FullName;
        int port = ChildProcess.FreePort();
        var upstream = ChildProcess.Start(
            0, $"{folder}/upstream.log", Environment.ProcessPath!, "upstream", "--port", port.ToString(CultureInfo.InvariantCulture));
        var sidecars = new Dictionary<DestinationVariant, Variants.Sidecar>();
        try
        {
            await upstream.WaitUntilReadyAsync($"http://127.0.0.1:{port}/ready", cancellation);
            foreach (var variant in DestinationVariant.All)
                sidecars.Add(variant, await StartAsync(variant, port, folder, cancellation));
            await RoundsAsync(sidecars, cancellation);
            WriteCosts();
            await DrainBenchmark.RunAsync(plan, port, folder, cancellation);
            return 0;
        }
        finally
        {
            foreach (var sidecar in sidecars.Values)
                sidecar.Process?.Dispose();
            upstream.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<Variants.Sidecar> StartAsync(
        DestinationVariant variant, int port, string folder, CancellationToken cancellation)
    {
        string own = Directory.CreateDirectory(Path.Combine(folder, variant.Name.Replace(' ', '-').Replace(",", ""))).FullName;
        string manifests = Directory.CreateDirectory(Path.Combine(own, "manifests")).FullName;
        foreach (string file in Directory.EnumerateFiles(plan.Manifests, "*.yaml"))
        {
            string text = variant.Resources(await File.ReadAllTextAsync(file, cancellation));
            await File.WriteAllTextAsync(Path.Combine(manifests, Path.GetFileName(file)), text, cancellation);
        }
        var options = new BenchmarkOptions
        {
            Plan = Plan.Quick,
            Variants = [],
            Operator = plan.Operator,
            Manifests = manifests,
            GenerationsMetric = "k8srouter_generations_total",
        };
        var sidecar = new Variants.Sidecar(variant.Name, plan.Sidecar, options, port, own);
        await sidecar.StartAsync(cancellation);
        return sidecar;
    }

    private async Task RoundsAsync(Dictionary<DestinationVariant, Variants.Sidecar> sidecars, CancellationToken cancellation)
    {
        foreach (var (variant, sidecar) in sidecars)
            await MeasureAsync(variant, sidecar, WarmUp, cancellation);
        var order = DestinationVariant.All.ToArray();
        for (int round = 1; round <= plan.Rounds; round++)
        {
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  round {round} of {plan.Rounds}"));
            Random.Shared.Shuffle(order);
            foreach (var variant in order)
                _blocks[variant].Add(await MeasureAsync(variant, sidecars[variant], plan.Block, cancellation));
        }
        foreach (var sidecar in sidecars.Values)
        {
            if (await sidecar.VerifyAsync(cancellation) is { } fault)
                throw new InvalidDataException(fault);
        }
    }

    private static async Task<DestinationBlock> MeasureAsync(
        DestinationVariant variant, Variants.Sidecar sidecar, TimeSpan time, CancellationToken cancellation)
    {
        var order = new LoadOrder(sidecar.Port, sidecar.RequestFor(Workload), Workload.Check, Concurrency, time);
        var (delivered, _) = await sidecar.DestinationsAsync(cancellation);
        var one = await LoadLoop.RunAsync(order with { Concurrency = 1, Duration = time / 2 }, cancellation);
        double before = ProcFs.CpuMicroseconds(sidecar.Process!.Id);
        var loaded = await LoadLoop.RunAsync(order, cancellation);
        int requests = one.Microseconds.Count + loaded.Microseconds.Count;
        sidecar.Requests += requests;
        if (variant is { Delivers: true, Count: > 0 })
            await ArrivedAsync(sidecar, delivered + ((long)requests * variant.Count), cancellation);
        double used = ProcFs.CpuMicroseconds(sidecar.Process.Id) - before;
        return new DestinationBlock(used / loaded.Microseconds.Count, Statistics.Median(one.Microseconds));
    }

    /// <summary>Waits until destinations got what they are sent.</summary>
    private static async Task ArrivedAsync(Variants.Sidecar sidecar, long expected, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        while ((await sidecar.DestinationsAsync(patience.Token)).Delivered < expected)
            await Task.Delay(20, patience.Token);
        if ((await sidecar.DestinationsAsync(patience.Token)).Dropped is > 0 and var dropped)
            throw new InvalidDataException($"{sidecar.Name}: {dropped} generations were dropped, the run is void");
    }

    private void WriteCosts()
    {
        var table = new Table("destinations", "CPU us a request", "CPU against none", "us more than none", "median us", "median against none");
        var none = _blocks[DestinationVariant.None];
        foreach (var (variant, own) in _blocks)
        {
            table.Add(
                variant.Name, Ranges.Text(own.Select(block => block.CpuMicroseconds), "F0"),
                Ranges.Text(own.Zip(none, (left, right) => left.CpuMicroseconds / right.CpuMicroseconds), "F2"),
                Ranges.Text(own.Zip(none, (left, right) => left.CpuMicroseconds - right.CpuMicroseconds), "F0"),
                Ranges.Text(own.Select(block => block.MedianMicroseconds), "F0"),
                Ranges.Text(own.Zip(none, (left, right) => left.MedianMicroseconds / right.MedianMicroseconds), "F2"));
        }
        table.Write(Console.Out);
        Console.Out.WriteLine(
            $"Median of {plan.Rounds} rounds (least-greatest), answers of 1 KB. CPU with {Concurrency} connections, until what is "
            + "delivered has arrived; the median with one.");
    }
}
