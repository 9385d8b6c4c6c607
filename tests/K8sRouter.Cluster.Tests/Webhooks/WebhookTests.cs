using System.Text.Json.Nodes;
using K8sRouter.Cluster.Tests.Testbed;
using K8sRouter.Operator.Webhooks.Certificates;

namespace K8sRouter.Cluster.Tests.Webhooks;

/// <summary>A real API server calls the webhook, and kubectl shows what comes of it.</summary>
[Collection(FaultCollection.Name)]
public sealed class WebhookTests(TestCluster cluster) : IAsyncLifetime
{
    private string _workspace = "";

    public async Task InitializeAsync()
    {
        _workspace = await cluster.CreateNamespaceAsync();
        (await cluster.KubectlAsync("label", "namespace", _workspace, $"webhook-test={_workspace}")).OrThrow();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Kubectl_shows_every_problem_with_its_path_and_every_warning()
    {
        await using var webhook = await RunningWebhook.StartAsync(cluster, _workspace);

        var refused = await ApplyAsync("ObservabilityDestination", "traces", "{type: langfuse, contentMode: Full, config: {publicKey: pk, secretKey: sk-secret, baseURL: 'https://a.example'}}");
        var warned = await ApplyAsync("WorkspacePrivacyPolicy", "default", "{training: {paidModels: Allow}, providers: {allow: [openai], ignore: [openai]}}");

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("The ObservabilityDestination \"traces\" is invalid", refused.Error, StringComparison.Ordinal);
        Assert.Contains("spec.config.secretKey: Forbidden: is secret", refused.Error, StringComparison.Ordinal);
        Assert.Contains("(did you mean \"baseUrl\"?)", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-secret", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, warned.ExitCode);
        Assert.Contains("Warning: spec.training.paidModels: prompts may be sent to providers that train on them", warned.Error, StringComparison.Ordinal);
        Assert.Contains("Warning: spec.providers.ignore[0]: \"openai\" is also on the allow list; ignore wins", warned.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_that_passed_before_can_be_labelled_and_deleted_but_not_changed_for_the_worse()
    {
        (await ApplyAsync("ObservabilityDestination", "traces", "{type: langfuse}")).OrThrow();
        await using var webhook = await RunningWebhook.StartAsync(cluster, _workspace);

        var labelled = await cluster.KubectlAsync("label", "od", "traces", "-n", _workspace, "team=a");
        var changed = await cluster.KubectlAsync("patch", "od", "traces", "-n", _workspace, "--type=merge", "-p", "{\"spec\": {\"displayName\": \"Traces\"}}");
        var deleted = await cluster.KubectlAsync("delete", "od", "traces", "-n", _workspace);

        Assert.Equal(0, labelled.ExitCode);
        Assert.NotEqual(0, changed.ExitCode);
        Assert.Contains("spec.config.publicKey: Required value", changed.Error, StringComparison.Ordinal);
        Assert.Equal(0, deleted.ExitCode);
    }

    [Theory]
    [InlineData("Fail", false)]
    [InlineData("Ignore", true)]
    public async Task While_the_webhook_is_down_only_writes_of_our_kinds_are_stopped_and_only_by_Fail(string failurePolicy, bool written)
    {
        await using var webhook = await RunningWebhook.StartAsync(cluster, _workspace, failurePolicy: failurePolicy);
        await webhook.Server.StopAsync(default);

        var ours = await ApplyAsync("WorkspacePrivacyPolicy", "default", "{region: Us}");
        var elsewhere = await cluster.CreateNamespaceAsync();
        var theirs = await cluster.KubectlAsync("create", "configmap", "other", "-n", _workspace);
        var excluded = await ApplyAsync("WorkspacePrivacyPolicy", "default", "{region: Us}", elsewhere);

        Assert.Equal(written, ours.ExitCode == 0);
        Assert.Equal(written, !ours.Error.Contains("failed calling webhook \"validate.k8srouter.io\"", StringComparison.Ordinal));
        Assert.Equal(0, theirs.ExitCode);
        Assert.Equal(0, excluded.ExitCode);
    }

    [Fact]
    public async Task A_bundle_that_somebody_reset_is_written_again_and_nobody_who_applies_the_manifest_fights_over_it()
    {
        await using var webhook = await RunningWebhook.StartAsync(cluster, _workspace);
        var bundle = await webhook.BundleAsync();
        Assert.NotEqual("", bundle);

        var manifest = RunningWebhook.Configuration(webhook.Server.Port, _workspace);
        var diff = await cluster.KubectlAsync(["diff", "-f", "-"], manifest);
        await cluster.ApplyAsync(manifest);
        Assert.Equal("", diff.Output);
        Assert.Equal(bundle, await webhook.BundleAsync());

        (await cluster.KubectlAsync("patch", "validatingwebhookconfiguration", "k8srouter", "--type=json", "-p",
            """[{"op": "replace", "path": "/webhooks/0/clientConfig/caBundle", "value": ""}]""")).OrThrow();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await webhook.BundleAsync() != bundle)
            patience.Token.ThrowIfCancellationRequested();
    }

    [Fact]
    public async Task No_admission_fails_while_authorities_and_certificates_change_every_few_seconds()
    {
        var lifetimes = new CertificateLifetimes
        {
            Authority = TimeSpan.FromSeconds(36),
            Leaf = TimeSpan.FromSeconds(4),
            Propagation = TimeSpan.FromSeconds(1),
            CheckInterval = TimeSpan.FromMilliseconds(200),
            ClockSkew = TimeSpan.FromMinutes(1),
        };
        await using var webhook = await RunningWebhook.StartAsync(cluster, _workspace, lifetimes);
        var policy = JsonNode.Parse("""{"apiVersion": "k8srouter.io/v1alpha1", "kind": "WorkspacePrivacyPolicy", "metadata": {"name": "default"}, "spec": {"training": {"paidModels": "Allow"}}}""")!;
        var (authorities, leaves, calls) = (new HashSet<string>(), new HashSet<DateTimeOffset>(), 0);
        var began = TimeProvider.System.GetTimestamp();

        // Until the authority has changed at 24 s and the old one has left the bundle.
        while (authorities.Count < 2 || TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(36))
        {
            using var content = new StringContent(policy.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
            using var answer = await cluster.Admin.PostAsync($"apis/k8srouter.io/v1alpha1/namespaces/{_workspace}/workspaceprivacypolicies?dryRun=All", content);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            Assert.Contains(answer.Headers.GetValues("Warning"), warning => warning.Contains("spec.training.paidModels", StringComparison.Ordinal));
            calls++;
            authorities.Add(webhook.Certificates.Served!.Facts.AuthorityId);
            leaves.Add(webhook.Certificates.Served!.Facts.Expires);
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(90), "no authority changed");
        }

        Assert.True(calls > 20 && leaves.Count > 5, $"{calls} calls, {leaves.Count} certificates");
    }

    private Task<CommandResult> ApplyAsync(string kind, string name, string spec, string? ns = null) => cluster.KubectlAsync(
        ["apply", "--validate=false", "-f", "-"],
        $"apiVersion: k8srouter.io/v1alpha1\nkind: {kind}\nmetadata: {{name: {name}, namespace: {ns ?? _workspace}}}\nspec: {spec}\n");
}
