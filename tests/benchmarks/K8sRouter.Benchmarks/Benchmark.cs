using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using K8sRouter.Benchmarks.Load;
using K8sRouter.Benchmarks.Measuring;
using K8sRouter.Benchmarks.Reporting;
using K8sRouter.Benchmarks.Variants;

namespace K8sRouter.Benchmarks;

/// <summary>
/// One run: start everything before the same upstream, warm up, then rounds in which the variants take turns in random
/// order, so that the machine's drift meets all of them; then check that nothing was lost, and report ratios.
/// </summary>
internal sealed class Benchmark(BenchmarkOptions options)
{
    private const int Interrupted = 130;

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("k8srouter-bench-").FullName;
        List<Variant> variants = [];
        var upstreamPort = ChildProcess.FreePort();
        string[] arguments = [.. HostArguments(), "upstream", "--port", upstreamPort.ToString(CultureInfo.InvariantCulture)];
        using var upstream = ChildProcess.Start(0, $"{folder}/upstream.log", Environment.ProcessPath!, arguments);
        // .NET leaves signals to their default, which is to end this process alone: the children must go with it.
        void EndAll(PosixSignalContext context)
        {
            foreach (var child in variants.Select(variant => variant.Process).OfType<ChildProcess>().Append(upstream))
                child.Kill();
            DeleteFolder(folder);
            Environment.Exit(Interrupted);
        }

        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, EndAll);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, EndAll);
        try
        {
            await upstream.WaitUntilReadyAsync($"http://127.0.0.1:{upstreamPort}/ready", cancellation);
            variants.AddRange(options.Variants.Select(name => Create(name, upstreamPort, folder)));
            var results = await MeasureAsync(variants, cancellation);
            Report.Write(Console.Out, results);
            if (options.JsonFile is { } file)
                await File.WriteAllTextAsync(file.FullName, JsonSerializer.Serialize(results, Indented), cancellation);
            return results.Faults.Count == 0 ? 0 : 1;
        }
        catch (Exception fault) when (
            fault is InvalidOperationException or IOException or InvalidDataException or System.Net.Sockets.SocketException)
        {
            await Console.Error.WriteLineAsync($"benchmark: {fault.Message}");
            return 1;
        }
        finally
        {
            foreach (var variant in variants)
                variant.Process?.Dispose();
            DeleteFolder(folder);
        }
    }

    private async Task<BenchmarkResults> MeasureAsync(List<Variant> variants, CancellationToken cancellation)
    {
        var plan = options.Plan;
        foreach (var variant in variants)
        {
            Say($"start {variant.Name}");
            for (var start = 0; start < plan.Starts; start++)
                await variant.StartAsync(cancellation);
        }

        await Task.Delay(plan.Settle, cancellation);
        var idle = Measured(variants).ToDictionary(
            variant => variant.Name, variant => ProcFs.ResidentMegabytes(variant.Process!.Id));
        var ticks = ProcFs.MachineTicks();
        var blocks = await RoundsAsync(variants, cancellation);
        var after = ProcFs.MachineTicks();

        List<string> faults = [];
        foreach (var variant in variants)
        {
            if (await variant.VerifyAsync(cancellation) is { } fault)
                faults.Add(fault);
        }

        return new BenchmarkResults
        {
            Plan = plan,
            Cores = ProcFs.Cores,
            Blocks = blocks,
            IdleMegabytes = idle,
            ReadyMilliseconds = Measured(variants).ToDictionary(
                variant => variant.Name, variant => Statistics.Median(variant.ReadyMilliseconds)),
            Requests = variants.ToDictionary(variant => variant.Name, variant => variant.Requests),
            StolenShare = (after.Steal - ticks.Steal) / Math.Max(1, after.All - ticks.All),
            Faults = faults,
            Remarks = RuntimeSettings.Differences(options.BareYarp, options.Sidecar),
        };
    }

    private async Task<List<Block>> RoundsAsync(List<Variant> variants, CancellationToken cancellation)
    {
        var plan = options.Plan;
        foreach (var workload in Workload.All.Where(workload => !workload.TimesChunks))
        {
            foreach (var variant in variants)
            {
                var warmUp = new LoadOrder(variant.Port, variant.RequestFor(workload), workload.Check, plan.Concurrency, plan.WarmUp);
                variant.Requests += (await LoadLoop.RunAsync(warmUp, cancellation)).Microseconds.Count;
            }
        }

        List<Block> blocks = [];
        var order = variants.ToArray();
        for (var round = 1; round <= plan.Rounds; round++)
        {
            Say($"round {round} of {plan.Rounds}");
            foreach (var workload in Workload.All)
            {
                Random.Shared.Shuffle(order);
                foreach (var variant in order)
                    blocks.Add(await BlockRunner.RunAsync(variant, workload, round, plan, cancellation));
            }
        }
        return blocks;
    }

    private Variant Create(string name, int upstreamPort, string folder) => name switch
    {
        "direct" => new Direct(upstreamPort),
        "bare-yarp" => new BareYarp(
            options.BareYarp ?? throw new InvalidOperationException("--bare-yarp names the published executable"),
            upstreamPort,
            folder),
        "nginx" => new Nginx(upstreamPort, folder),
        "sidecar" => new Variants.Sidecar(name, options.Sidecar, options, upstreamPort, Subfolder(folder, name)),
        "sidecar-aot" => new Variants.Sidecar(name, options.SidecarAot, options, upstreamPort, Subfolder(folder, name)),
        _ => throw new InvalidOperationException(
            $"there is no variant \"{name}\"; there are direct, bare-yarp, nginx, sidecar and sidecar-aot"),
    };

    private static string Subfolder(string folder, string name) => Directory.CreateDirectory($"{folder}/{name}").FullName;

    private static IEnumerable<Variant> Measured(IEnumerable<Variant> variants) =>
        variants.Where(variant => variant.Process is not null);

    /// <summary>Under <c>dotnet x.dll</c> the process is dotnet, which needs to be told the assembly again.</summary>
    private static string[] HostArguments() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(Benchmark).Assembly.Location] : [];

    private static void DeleteFolder(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // A child that is just ending still writes there; a temporary folder may stay.
        }
    }

    private static void Say(string text) => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {text}"));
}
