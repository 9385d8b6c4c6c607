using System.Diagnostics;
using System.Globalization;
using K8sRouter.Benchmarks.Measuring;
using K8sRouter.Benchmarks.Reporting;
using K8sRouter.Cluster.Tests.Deploy;
using K8sRouter.Cluster.Tests.Injection;
using K8sRouter.Cluster.Tests.Operators;
using K8sRouter.Cluster.Tests.Testbed;
using K8sRouter.Testing.Cluster;

namespace K8sRouter.Benchmarks.Operators;

/// <summary>
/// The operator as a process against a real API server with many namespaces: how fast changes arrive, what it takes, and whether
/// it is still when nothing changes. API server and etcd share the machine's cores with it.
/// </summary>
internal sealed class OperatorBenchmark(OperatorPlan plan)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(3);

    private readonly Table _table = new("measured", "value", "budget");
    private int _webhookPort;

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromMinutes(30));
        await using var cluster = new TestCluster();
        await cluster.InitializeAsync();
        var objects = new ClusterObjects(cluster, plan);
        await objects.CreateProvidersAsync();
        await using (var empty = await StartAsync(cluster, "operator-0"))
        {
            await QuietAsync(empty, patience.Token);
            Row("memory without a workspace, MiB", Megabytes(ProcFs.ResidentMegabytes(empty.Id)));
            await empty.StopAsync();
        }

        Say($"{plan.Workspaces} workspaces, {plan.Pods} pods ...");
        await objects.CreateWorkspacesAsync();
        await objects.CreatePodsAsync();
        await using var deliveries = new DeliveryWatch(cluster.Admin);
        deliveries.Start();

        var second = await FirstStartAsync(cluster, objects, deliveries, patience.Token);
        await using (second)
            await FailOverAsync(cluster, second);
        _table.Write(Console.Out);
        Console.Out.WriteLine(
            $"Kubernetes {cluster.ServerVersion}, {ProcFs.Cores} cores for the operator, API server, etcd and this program; load average "
            + $"{File.ReadAllText("/proc/loadavg").Split(' ')[0]} at the end. {plan.Providers} providers with {plan.ModelsPerProvider} models each.");
        return 0;
    }

    /// <summary>All that one replica does, until another takes over from it.</summary>
    private async Task<RunningOperator> FirstStartAsync(
        TestCluster cluster, ClusterObjects objects, DeliveryWatch deliveries, CancellationToken cancellation)
    {
        long began = Stopwatch.GetTimestamp();
        await using var first = await StartAsync(cluster, "operator-1");
        var all = await deliveries.AllAfterAsync(objects.Workspaces, began, cancellation);
        Row("start to all written for the first time, s", Seconds(all));
        var quiet = await QuietAsync(first, cancellation);
        Row("start to every status written as well, s", Seconds(Stopwatch.GetElapsedTime(began) - quiet));
        Memory(first, "after the first start");
        Row("connections to the API server", Number(first.ConnectionsTo(cluster.Server)));
        Row("watches begun", Number(await first.MetricAsync("k8srouter_informer_watches_total") ?? double.NaN));
        await RestAsync(cluster, first, cancellation);
        await PolicyChangesAsync(objects, deliveries, cancellation);
        await ProviderChangesAsync(objects, deliveries, first, cancellation);
        await ReviewsAsync(cluster, objects, first, cancellation);
        await InjectionsAsync(cluster, first, cancellation);
        Memory(first, "after all changes");

        // Another that waits takes over, finds everything written, and has nothing to write.
        var second = await StartAsync(cluster, "operator-2", leads: false);
        await QuietAsync(second, cancellation);
        Row("memory of a replica that waits, MiB", Megabytes(ProcFs.ResidentMegabytes(second.Id)));
        int written = deliveries.Seen;
        long stopped = Stopwatch.GetTimestamp();
        first.Signal("TERM");
        await second.UntilLeadingAsync();
        Row("fail-over, clean stop, s", Seconds(Stopwatch.GetElapsedTime(stopped)), "2");
        quiet = await QuietAsync(second, cancellation);
        Row("from there to every workspace looked at, s", Seconds(Stopwatch.GetElapsedTime(stopped) - quiet));
        Row("configurations written by that", Number(deliveries.Seen - written), "0");
        Memory(second, "after taking over");
        return second;
    }

    private async Task RestAsync(TestCluster cluster, RunningOperator running, CancellationToken cancellation)
    {
        Say($"at rest for {plan.Rest.TotalSeconds} s ...");
        long revision = await cluster.RevisionAsync();
        double before = ProcFs.CpuMicroseconds(running.Id);
        await Task.Delay(plan.Rest, cancellation);
        double used = ProcFs.CpuMicroseconds(running.Id) - before;
        var all = (await cluster.WrittenSinceAsync(revision)).Where(key => !key.Contains("/leases/", StringComparison.Ordinal)).ToArray();
        // They are told at a bounded rate: with many workspaces those of the start go on for minutes.
        var written = all.Where(key => !key.Contains("/events/", StringComparison.Ordinal)).ToArray();
        Row("CPU at rest, ms/s", (used / 1000 / plan.Rest.TotalSeconds).ToString("F1", CultureInfo.InvariantCulture));
        Row($"objects written at rest, in {plan.Rest.TotalSeconds} s", Number(written.Length), "0");
        Row("  events of the start told meanwhile", Number(all.Length - written.Length));
        foreach (string key in written.Take(3))
            Row($"  {key}", "");
    }

    private async Task PolicyChangesAsync(ClusterObjects objects, DeliveryWatch deliveries, CancellationToken cancellation)
    {
        Say($"{plan.Changes} changes of a policy ...");
        var times = new List<double>();
        for (int change = 0; change < plan.Changes; change++)
        {
            // Another workspace each time, and a limit that excludes other providers than the one before: something must be written.
            string workspace = objects.Workspaces[change * 7 % objects.Workspaces.Count];
            long began = Stopwatch.GetTimestamp();
            await objects.ChangePolicyAsync(workspace, 1 + (change % 25));
            times.Add((await deliveries.AfterAsync(workspace, began, cancellation)).TotalMilliseconds);
        }
        Row("change of a policy to its ConfigMap written, ms: p50", Percentile(times, 0.5));
        Row("  p99", Percentile(times, 0.99), "1000");
    }

    private async Task ProviderChangesAsync(
        ClusterObjects objects, DeliveryWatch deliveries, RunningOperator running, CancellationToken cancellation)
    {
        Say("changes of a provider ...");
        var times = new List<double>();
        for (int change = 0; change < 3; change++)
        {
            long began = Stopwatch.GetTimestamp();
            await objects.ChangeProviderAsync($"Provider in version {change}");
            times.Add((await deliveries.AllAfterAsync(objects.Workspaces, began, cancellation)).TotalSeconds);
            await QuietAsync(running, cancellation);
        }
        Row("change of a provider to all written, s: median of 3", Statistics.Median(times).ToString("F1", CultureInfo.InvariantCulture));
    }

    private async Task ReviewsAsync(TestCluster cluster, ClusterObjects objects, RunningOperator running, CancellationToken cancellation)
    {
        Say($"{plan.Reviews} admission reviews ...");
        var without = await ReviewAsync(objects, cancellation);
        await cluster.ApplyAsync(Webhook());
        await Eventually.IsAsync(
            async () =>
            {
                await TryReviewAsync(objects);
                return await running.MetricAsync("k8srouter_admission_requests_total") > 0;
            },
            Patience, () => $"no review arrives:\n{running.Log}");
        var with = await ReviewAsync(objects, cancellation);
        (await cluster.KubectlAsync("delete", "validatingwebhookconfiguration", "k8srouter")).OrThrow();
        Row("dry-run apply without the webhook, ms: p50, p99", $"{Percentile(without, 0.5)}, {Percentile(without, 0.99)}");
        Row("dry-run apply with it, ms: p50, p99", $"{Percentile(with, 0.5)}, {Percentile(with, 0.99)}");
        double sum = await running.MetricAsync("k8srouter_admission_duration_seconds_sum") ?? double.NaN;
        double count = await running.MetricAsync("k8srouter_admission_duration_seconds_count") ?? double.NaN;
        Row("review in the operator, ms: mean", (sum / count * 1000).ToString("F2", CultureInfo.InvariantCulture), "5");
        foreach (string within in new[] { "0.005", "0.025" })
        {
            double share = await running.MetricAsync("k8srouter_admission_duration_seconds_bucket", $"le=\"{within}\"") / count ?? double.NaN;
            Row($"  share within {within} s", share.ToString("P1", CultureInfo.InvariantCulture));
        }
    }

    private async Task InjectionsAsync(TestCluster cluster, RunningOperator running, CancellationToken cancellation)
    {
        Say($"{plan.Burst} pods at once ...");
        string bare = await cluster.CreateNamespaceAsync("bare");
        string injected = await cluster.CreateNamespaceAsync("injected", new Dictionary<string, string> { ["k8srouter.io/inject"] = "enabled" });
        await PodBurst.CreateAsync(cluster, bare, plan.Burst, cancellation);
        var without = await PodBurst.CreateAsync(cluster, bare, plan.Burst, cancellation);
        await cluster.ApplyAsync(InjectingOperator.Configuration(_webhookPort));
        await Eventually.IsAsync(
            () => TryInjectAsync(cluster, injected, cancellation), Patience, () => $"no pod arrives:\n{running.Log}");
        await PodBurst.CreateAsync(cluster, injected, plan.Burst, cancellation);
        var with = await PodBurst.CreateAsync(cluster, injected, plan.Burst, cancellation);
        (await cluster.KubectlAsync("delete", "mutatingwebhookconfiguration", "k8srouter-injection")).OrThrow();
        Row("dry-run creation of a pod in a burst, without injection, ms: p50, p99", $"{Percentile(without, 0.5)}, {Percentile(without, 0.99)}");
        Row("dry-run creation of a pod in a burst, with it, ms: p50, p99", $"{Percentile(with, 0.5)}, {Percentile(with, 0.99)}");
        double sum = await running.MetricAsync("k8srouter_injection_duration_seconds_sum") ?? double.NaN;
        double count = await running.MetricAsync("k8srouter_injection_duration_seconds_count") ?? double.NaN;
        Row("injection in the operator, ms: mean", (sum / count * 1000).ToString("F2", CultureInfo.InvariantCulture), "5");
        foreach (string within in new[] { "0.005", "0.025" })
        {
            double share = await running.MetricAsync("k8srouter_injection_duration_seconds_bucket", $"le=\"{within}\"") / count ?? double.NaN;
            Row($"  share within {within} s", share.ToString("P1", CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Until the operator has written its authority into the configuration, every pod is refused.</summary>
    private static async Task<bool> TryInjectAsync(TestCluster cluster, string ns, CancellationToken cancellation)
    {
        try
        {
            await PodBurst.CreateAsync(cluster, ns, 1, cancellation);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<List<double>> ReviewAsync(ClusterObjects objects, CancellationToken cancellation)
    {
        var times = new List<double>();
        for (int review = 0; review < plan.Reviews; review++)
        {
            cancellation.ThrowIfCancellationRequested();
            long began = Stopwatch.GetTimestamp();
            await objects.ReviewAsync(objects.Workspaces[review % objects.Workspaces.Count], 500 + review);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        return times;
    }

    /// <summary>Until the operator has written its authority into the configuration, every call is refused.</summary>
    private static async Task TryReviewAsync(ClusterObjects objects)
    {
        try
        {
            await objects.ReviewAsync(objects.Workspaces[0], 499);
        }
        catch (InvalidOperationException)
        {
            // Not yet.
        }
    }

    private async Task FailOverAsync(TestCluster cluster, RunningOperator leader)
    {
        await using var other = await StartAsync(cluster, "operator-3", leads: false);
        long killed = Stopwatch.GetTimestamp();
        leader.Signal("KILL");
        await other.UntilLeadingAsync();
        Row("fail-over, killed, s", Seconds(Stopwatch.GetElapsedTime(killed)), "20");
    }

    private async Task<RunningOperator> StartAsync(TestCluster cluster, string name, bool leads = true)
    {
        _webhookPort = LoopbackPorts.Free();
        string[] arguments =
        [
            "--webhook-listen", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_webhookPort}"), "--webhook-addresses", "127.0.0.1",
            "--sidecar-image", InjectingOperator.Image,
        ];
        return leads
            ? await RunningOperator.LeadAsync(cluster, name: name, arguments: arguments)
            : await RunningOperator.StartAsync(cluster, name: name, arguments: arguments);
    }

    /// <summary>Waits until it has done nothing for a while.</summary>
    /// <returns>The while.</returns>
    private static async Task<TimeSpan> QuietAsync(RunningOperator running, CancellationToken cancellation)
    {
        double? done = null;
        long since = Stopwatch.GetTimestamp();
        while (done is null || Stopwatch.GetElapsedTime(since) < Quiet)
        {
            await Task.Delay(100, cancellation);
            double? now = await running.MetricAsync("k8srouter_reconciliations_total");
            if (now == done && now is not null)
                continue;
            done = now;
            since = Stopwatch.GetTimestamp();
        }
        return Stopwatch.GetElapsedTime(since);
    }

    /// <summary>As the manifest, save for the address.</summary>
    private string Webhook() => string.Create(CultureInfo.InvariantCulture, $$"""
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingWebhookConfiguration
        metadata: {name: k8srouter}
        webhooks:
        - name: validate.k8srouter.io
          admissionReviewVersions: [v1]
          sideEffects: None
          failurePolicy: Fail
          timeoutSeconds: 5
          clientConfig: {url: "https://127.0.0.1:{{_webhookPort}}/validate" }
          rules:
          - apiGroups: [k8srouter.io]
            apiVersions: [v1alpha1]
            operations: [CREATE, UPDATE]
            resources: [modelproviders, observabilitydestinations, workspaceprivacypolicies]
        """);

    private void Memory(RunningOperator running, string when)
    {
        Row($"memory {when}, MiB: now", Megabytes(ProcFs.ResidentMegabytes(running.Id)), "100");
        Row("  peak since its start", Megabytes(ProcFs.PeakMegabytes(running.Id)));
    }

    private void Row(string what, string value, string budget = "")
    {
        _table.Add(what, value, budget);
        Say($"  {what}: {value}");
    }

    private static void Say(string text) => Console.Error.WriteLine(text);

    private static string Number(double value) => value.ToString("F0", CultureInfo.InvariantCulture);

    private static string Megabytes(double value) => value.ToString("F0", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan value) => value.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture);

    private static string Percentile(List<double> values, double share) =>
        Statistics.Percentile([.. values.Order()], share).ToString("F1", CultureInfo.InvariantCulture);
}
