using System.CommandLine;
using K8sRouter.Benchmarks.Buckets;
using K8sRouter.Benchmarks.Destinations;
using K8sRouter.Benchmarks.Journal;
using K8sRouter.Benchmarks.Operators;
using K8sRouter.Benchmarks.Upstream;

namespace K8sRouter.Benchmarks;

/// <summary>The command line; <c>run.sh</c> publishes the programs and then calls <c>run</c>.</summary>
internal static class BenchmarkCommand
{
    public static RootCommand Build()
    {
        var root = new RootCommand("Compares the sidecar with a bare YARP pass-through and nginx, before the same upstream.");
        root.Subcommands.Add(UpstreamCommand());
        root.Subcommands.Add(RunCommand());
        root.Subcommands.Add(JournalCommand());
        root.Subcommands.Add(DestinationsCommand());
        root.Subcommands.Add(BucketCommand());
        root.Subcommands.Add(OperatorCommand());
        return root;
    }

    private static Command UpstreamCommand()
    {
        var port = new Option<int>("--port") { Description = "Loopback port.", Required = true };
        var command = new Command("upstream", "Serves canned answers as fast as Kestrel can.") { port };
        command.SetAction((result, cancellation) => UpstreamServer.RunAsync(result.GetValue(port), cancellation));
        return command;
    }

    private static Command JournalCommand()
    {
        var rounds = new Option<int>("--rounds") { Description = "Turns of every variant.", DefaultValueFactory = _ => 7 };
        var block = new Option<int>("--milliseconds")
        {
            Description = "How long a variant writes in each.",
            DefaultValueFactory = _ => 700,
        };
        var folder = new Option<string?>("--folder") { Description = "On the disk to measure; a temporary one by default." };
        var command = new Command("journal", "Measures the journal alone, in this process.") { rounds, block, folder };
        command.SetAction((result, cancellation) => new JournalBenchmark(
            result.GetValue(rounds), TimeSpan.FromMilliseconds(result.GetValue(block)), result.GetValue(folder)).RunAsync(cancellation));
        return command;
    }

    private static Command DestinationsCommand()
    {
        var rounds = new Option<int>("--rounds") { Description = "Turns of every variant.", DefaultValueFactory = _ => 7 };
        var block = new Option<int>("--milliseconds")
        {
            Description = "How long a variant is loaded in each.",
            DefaultValueFactory = _ => 1500,
        };
        var backlog = new Option<int>("--backlog")
        {
            Description = "Generations that wait when a destination is drained to.",
            DefaultValueFactory = _ => 20_000,
        };
        var sidecar = new Option<string>("--sidecar") { Description = "Published executable.", Required = true };
        var operatorFile = new Option<string>("--operator") { Description = "Built K8sRouter.Operator executable.", Required = true };
        var manifests = new Option<string>("--manifests") { Description = "Resources with one destination.", Required = true };
        var command = new Command("destinations", "Measures what destinations cost a request, and how fast a backlog drains.")
        {
            rounds, block, backlog, sidecar, operatorFile, manifests,
        };
        command.SetAction((result, cancellation) => new DestinationBenchmark(new DestinationPlan
        {
            Rounds = result.GetValue(rounds),
            Block = TimeSpan.FromMilliseconds(result.GetValue(block)),
            Backlog = result.GetValue(backlog),
            Sidecar = result.GetValue(sidecar)!,
            Operator = result.GetValue(operatorFile)!,
            Manifests = result.GetValue(manifests)!,
        }).RunAsync(cancellation));
        return command;
    }

    private static Command BucketCommand()
    {
        var sidecar = new Option<string>("--sidecar") { Description = "Published executable.", Required = true };
        var sidecarAot = new Option<string>("--sidecar-aot") { Description = "Published native executable.", Required = true };
        var operatorFile = new Option<string>("--operator") { Description = "Built K8sRouter.Operator executable.", Required = true };
        var manifests = new Option<string>("--manifests") { Description = "Resources without a bucket.", Required = true };
        var command = new Command("bucket", "Measures the memory of idle sidecars before and after uploads to a bucket.")
        {
            sidecar, sidecarAot, operatorFile, manifests,
        };
        command.SetAction((result, cancellation) => new BucketBenchmark(new BenchmarkOptions
        {
            Plan = Plan.Quick,
            Variants = [],
            Sidecar = result.GetValue(sidecar),
            SidecarAot = result.GetValue(sidecarAot),
            Operator = result.GetValue(operatorFile),
            Manifests = result.GetValue(manifests),
            GenerationsMetric = "",
        }).RunAsync(cancellation));
        return command;
    }

    private static Command OperatorCommand()
    {
        var quick = new Option<bool>("--quick") { Description = "100 workspaces and 500 pods in the place of 1,000 and 5,000." };
        var run = new Option<bool>("--pods-run") { Description = "The pods run, at addresses where no sidecar answers." };
        var command = new Command("operator", "Measures the operator at a real API server with many namespaces.") { quick, run };
        command.SetAction((result, cancellation) => new OperatorBenchmark(
            (result.GetValue(quick) ? OperatorPlan.Quick : OperatorPlan.Full) with { PodsRun = result.GetValue(run) }).RunAsync(cancellation));
        return command;
    }

    private static Command RunCommand()
    {
        var quick = new Option<bool>("--quick") { Description = "About four minutes in the place of about forty." };
        var json = new Option<FileInfo?>("--json") { Description = "Write all numbers there." };
        var variants = new Option<string>("--variants")
        {
            Description = "Comma-separated.",
            DefaultValueFactory = _ => "direct,bare-yarp,nginx,sidecar,sidecar-aot",
        };
        var bareYarp = new Option<string?>("--bare-yarp") { Description = "Published executable." };
        var sidecar = new Option<string?>("--sidecar") { Description = "Published executable." };
        var sidecarAot = new Option<string?>("--sidecar-aot") { Description = "Published native executable." };
        var operatorFile = new Option<string?>("--operator") { Description = "Built K8sRouter.Operator executable." };
        var manifests = new Option<string?>("--manifests")
        {
            Description = "Resources for the sidecar; UPSTREAM_PORT in them is replaced.",
        };
        var metric = new Option<string>("--generations-metric")
        {
            Description = "Counter of recorded generations.",
            DefaultValueFactory = _ => "k8srouter_generations_total",
        };
        var command = new Command("run", "Runs the comparison.")
        {
            quick,
            json,
            variants,
            bareYarp,
            sidecar,
            sidecarAot,
            operatorFile,
            manifests,
            metric,
        };
        command.SetAction((result, cancellation) => new Benchmark(new BenchmarkOptions
        {
            Plan = result.GetValue(quick) ? Plan.Quick : Plan.Full,
            JsonFile = result.GetValue(json),
            Variants = [.. result.GetValue(variants)!.Split(',', StringSplitOptions.RemoveEmptyEntries)],
            BareYarp = result.GetValue(bareYarp),
            Sidecar = result.GetValue(sidecar),
            SidecarAot = result.GetValue(sidecarAot),
            Operator = result.GetValue(operatorFile),
            Manifests = result.GetValue(manifests),
            GenerationsMetric = result.GetValue(metric)!,
        }).RunAsync(cancellation));
        return command;
    }
}
