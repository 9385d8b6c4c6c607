using System.Globalization;
using K8sRouter.Benchmarks.Load;
using K8sRouter.Benchmarks.Measuring;
using K8sRouter.Benchmarks.Reporting;
using K8sRouter.Benchmarks.Variants;
using K8sRouter.Testing.GoogleCloudStorage;

namespace K8sRouter.Benchmarks.Buckets;

/// <summary>What a bucket costs an idle sidecar: its memory before the first upload and after some, in each form.</summary>
internal sealed class BucketBenchmark(BenchmarkOptions options)
{
    private const string Bucket = "bench-prompts";
    private const int Segments = 5;

    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly Workload Workload = Workload.All[0];

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        await using var google = await GcsDouble.StartAsync(Bucket);
        google.RequireToken = true;
        // What is started inherits them.
        Environment.SetEnvironmentVariable("STORAGE_EMULATOR_HOST", google.Host);
        Environment.SetEnvironmentVariable("K8SROUTER_SEGMENT_AGE", "1s");
        string folder = Directory.CreateTempSubdirectory("k8srouter-bench-").FullName;
        int port = ChildProcess.FreePort();
        var upstream = ChildProcess.Start(
            0, $"{folder}/upstream.log", Environment.ProcessPath!, "upstream", "--port", port.ToString(CultureInfo.InvariantCulture));
        try
        {
            await upstream.WaitUntilReadyAsync($"http://127.0.0.1:{port}/ready", cancellation);
            string manifests = await WriteManifestsAsync(google, folder, cancellation);
            var table = new Table("process", "RSS idle MB", "RSS idle MB after uploads", "start to ready ms");
            foreach (var (name, executable) in new[] { ("sidecar", options.Sidecar), ("sidecar-aot", options.SidecarAot) })
            {
                string own = Directory.CreateDirectory($"{folder}/{name}").FullName;
                var sidecar = new Variants.Sidecar(name, executable, options with { Manifests = manifests }, port, own);
                try
                {
                    await MeasureAsync(sidecar, google, table, cancellation);
                }
                finally
                {
                    sidecar.Process?.Dispose();
                }
            }
            table.Write(Console.Out);
            return 0;
        }
        finally
        {
            upstream.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(Variants.Sidecar sidecar, GcsDouble google, Table table, CancellationToken cancellation)
    {
        await sidecar.StartAsync(cancellation);
        await Task.Delay(Settle, cancellation);
        double before = ProcFs.ResidentMegabytes(sidecar.Process!.Id);
        for (int segment = 0; segment < Segments; segment++)
        {
            int stored = google.Objects.Count;
            // A single call: what a load leaves in memory isn't the bucket's.
            using var connection = await HttpConnection.ConnectAsync(sidecar.Port, cancellation);
            if (await connection.ExchangeAsync(sidecar.RequestFor(Workload), Workload.Check(null), cancellation) is { } wrong)
                throw new InvalidDataException($"an answer is wrong, the run is void: {wrong}");
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(Patience);
            // Rows and content.
            while (google.Objects.Count < stored + 2)
                await Task.Delay(20, patience.Token);
        }
        await Task.Delay(Settle, cancellation);
        table.Add(
            sidecar.Name,
            before.ToString("F1", CultureInfo.InvariantCulture),
            ProcFs.ResidentMegabytes(sidecar.Process.Id).ToString("F1", CultureInfo.InvariantCulture),
            sidecar.ReadyMilliseconds[0].ToString("F0", CultureInfo.InvariantCulture));
    }

    /// <summary>Those of the comparison, with a bucket.</summary>
    private async Task<string> WriteManifestsAsync(GcsDouble google, string folder, CancellationToken cancellation)
    {
        string manifests = Directory.CreateDirectory($"{folder}/manifests").FullName;
        foreach (string file in Directory.EnumerateFiles(options.Manifests!, "*.yaml"))
        {
            string text = await File.ReadAllTextAsync(file, cancellation);
            await File.WriteAllTextAsync(
                $"{manifests}/{Path.GetFileName(file)}",
                text.Replace(
                    "  inputOutputLogging:",
                    $"  store: {{location: Us, gcs: {{bucket: {Bucket}, credentials: {{name: writer, key: key.json}}}}}}\n  inputOutputLogging:",
                    StringComparison.Ordinal),
                cancellation);
        }
        await File.WriteAllTextAsync($"{manifests}/writer.yaml", $$"""
            apiVersion: v1
            kind: Secret
            metadata: {name: writer, namespace: bench, labels: {k8srouter.io/use: store} }
            stringData: {key.json: {{System.Text.Json.JsonSerializer.Serialize(google.ServiceAccountJson())}} }
            """, cancellation);
        return manifests;
    }
}
