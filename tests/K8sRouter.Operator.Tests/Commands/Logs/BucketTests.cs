using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Google;
using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.GoogleCloudStorage;
using K8sRouter.Operator.Tests.Samples;
using K8sRouter.Testing.GoogleCloudStorage;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Operator.Tests.Commands.Logs;

/// <summary>The commands over Google Cloud Storage, as the operator's process would use it.</summary>
public sealed class BucketTests : IAsyncLifetime
{
    private TemporaryFolder _folder = null!;
    private HttpMessageHandler _connection = null!;
    private GcsDouble _service = null!;
    private CommandLine _command = null!;

    private GcsDoubleBucket Records => _service.Bucket("records");

    private GcsDoubleBucket Content => _service.Bucket("content");

    public async Task InitializeAsync()
    {
        (_folder, _connection) = (new TemporaryFolder(), GcsHttp.CreateHandler());
        var time = new FakeTimeProvider(SampleLogs.Now);
        _service = await GcsDouble.StartAsync(time, "records", "content");
        var factory = new ObjectStoreFactory(
            _connection, new GoogleAccessTokens(TimeProvider.System, _service.Environment), TimeProvider.System, _service.Environment);
        await SampleLogs.WriteAsync(
            factory.Open(new StoreSettings { Bucket = "records" }, null), factory.Open(new StoreSettings { Bucket = "content" }, null), "content");
        _command = new CommandLine { Time = time }.With("STORAGE_EMULATOR_HOST", _service.Host);
        _folder.Write("in/team-a.yaml", """
            apiVersion: v1
            kind: Namespace
            metadata: {name: team-a, annotations: {k8srouter.io/workspace-id: 0b7f6f4e-0000-4000-8000-00000000000a}}
            ---
            apiVersion: k8srouter.io/v1alpha1
            kind: WorkspacePrivacyPolicy
            metadata: {name: default, namespace: team-a}
            spec:
              store: {location: Europe, gcs: {bucket: records}}
              inputOutputLogging: {enabled: true, retentionDays: 120, store: {location: Europe, gcs: {bucket: content}}}
            """);
    }

    public async Task DisposeAsync()
    {
        _command.Dispose();
        _connection.Dispose();
        await _service.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Rows_of_one_bucket_are_shown_with_content_of_another()
    {
        Assert.Equal(0, await _command.RunAsync("logs", "show", SampleLogs.Served.Id, "--store", "gs://records"));

        Assert.Contains("content    in gs://content/k8srouter/content/workspace=team-a/", _command.Output, StringComparison.Ordinal);
        Assert.Contains("canary-answer", _command.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_command_works_over_a_workspaces_own_bucket()
    {
        Assert.Equal(0, await TeamAAsync("list", "--user", "u-1"));
        Assert.Equal(0, await TeamAAsync("stats"));
        Assert.Equal(0, await TeamAAsync("verify"));
        Assert.Equal(0, await TeamAAsync("export", "--out", _folder["all.jsonl.gz"]));

        Assert.Contains(SampleLogs.Cancelled.Id, _command.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(SampleLogs.Others.Id, _command.Output, StringComparison.Ordinal);
        Assert.Contains("nothing is wrong", _command.Output, StringComparison.Ordinal);
        Assert.Contains("exported 3 generations", _command.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erasing_says_what_the_buckets_keep_and_until_when()
    {
        Content.SoftDelete = TimeSpan.FromDays(30);
        Records.SoftDelete = TimeSpan.Zero;
        Records.Versioning = true;

        Assert.Equal(0, await TeamAAsync("erase", "--id", SampleLogs.Served.Id, "--yes"));

        Assert.Contains(
            "gs://content/k8srouter: soft delete keeps the bytes as they were for 30 days, until 2026-12-20 12:00:00Z", _command.Output, StringComparison.Ordinal);
        Assert.Contains("gs://records/k8srouter: object versioning keeps the bytes", _command.Output, StringComparison.Ordinal);
        Assert.Single(Content.SoftDeleted);
    }

    [Fact]
    public async Task Erasing_names_the_store_of_content_that_the_platform_may_use_until_it_is_erased_there()
    {
        _service.AddBucket("usable");
        var policy = await File.ReadAllTextAsync(_folder["in", "team-a.yaml"]);
        _folder.Write("in/team-a.yaml", policy + "\n  dataUse: {enabled: true, discount: \"0.01\", store: {location: Europe, gcs: {bucket: usable}}}\n");

        Assert.Equal(0, await TeamAAsync("erase", "--user", "u-1", "--dry-run"));
        Assert.Contains("gs://usable/k8srouter, which holds content that the platform may use: erase there too, by --from", _command.Output, StringComparison.Ordinal);

        Assert.Equal(0, await TeamAAsync("erase", "--user", "u-1", "--yes", "--from", "data-use"));
        Assert.Contains("erased in gs://usable/k8srouter: user 'u-1'", _command.Output, StringComparison.Ordinal);
        Assert.Equal(2, await TeamAAsync("list", "--from", "logging"));
        Assert.Contains("the store of logged content holds no records to go by", _command.Errors, StringComparison.Ordinal);
        Assert.Equal(2, await TeamAAsync("list", "--from", "loging"));
        Assert.Contains("--from 'loging' isn't a store of a workspace. Did you mean logging?", _command.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_retention_lock_keeps_isnt_erased_and_is_named()
    {
        Content.Retention = TimeSpan.FromDays(365);
        Content.RetentionLocked = true;

        Assert.Equal(1, await TeamAAsync("erase", "--user", "u-1", "--yes"));

        Assert.Contains("1 object couldn't be read or changed; erase again once mended:\n  gs://content/k8srouter/content/", _command.Output, StringComparison.Ordinal);
        Assert.Contains("its retention policy (locked) keeps every object for 365 days", _command.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("canary: the server's own words", _command.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Buckets_of_a_workspace_are_checked_against_its_policy()
    {
        Content.Location = "US-EAST1";
        Content.Lifecycle = """{"rule":[{"action":{"type":"Delete"},"condition":{"age":30}}]}""";
        Content.IamBindings = """[{"role":"roles/storage.objectViewer","members":["allUsers","user:auditor@example.com"]}]""";

        Assert.Equal(1, await TeamAAsync("check-bucket"));

        Sample.Expect("logs/check-bucket.txt", _command.Output);
    }

    [Fact]
    public async Task A_check_is_an_object_for_scripts()
    {
        Assert.Equal(0, await TeamAAsync("check-bucket", "--from", "records", "--json"));

        var place = Assert.Single(JsonDocument.Parse(_command.Output).RootElement.GetProperty("places").EnumerateArray());
        Assert.Equal("gs://records/k8srouter", place.GetProperty("place").GetString());
        var finding = place.GetProperty("findings")[0];
        Assert.Equal(("ok", "location"), (finding.GetProperty("level").GetString(), finding.GetProperty("subject").GetString()));
    }

    [Fact]
    public async Task Apply_makes_the_rule_once_and_leaves_other_rules_alone()
    {
        const string other = """{"action":{"storageClass":"NEARLINE","type":"SetStorageClass"},"condition":{"age":30,"matchesStorageClass":["STANDARD"]}}""";
        Content.Lifecycle = $$"""{"rule":[{{other}}]}""";

        Assert.Equal(0, await TeamAAsync("check-bucket", "--apply"));
        var rules = JsonDocument.Parse(Content.Lifecycle!).RootElement.GetProperty("rule");
        var generation = Content.Metageneration;
        Assert.Equal(0, await TeamAAsync("check-bucket", "--apply"));

        Assert.Equal(other, rules[0].GetRawText());
        Assert.Equal("""{"action":{"type":"Delete"},"condition":{"age":120,"matchesPrefix":["k8srouter/content/"]}}""", rules[1].GetRawText());
        Assert.Equal(generation, Content.Metageneration);
        Assert.Null(Records.Lifecycle);
        Assert.Contains("ok      lifecycle", _command.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_survives_somebody_elses_change_in_between()
    {
        _service.Faults.Next(
            request => request.Kind == GcsRequestKind.BucketPatch, GcsFault.Status(412, "conditionNotMet"));

        Assert.Equal(0, await TeamAAsync("check-bucket", "--apply", "--from", "logging"));

        Assert.Contains("\"age\":120", Content.Lifecycle!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_doesnt_guess_after_how_many_days_to_delete()
    {
        Assert.Equal(2, await _command.RunAsync("logs", "check-bucket", "--store", "gs://records", "--apply"));

        Assert.Contains("say after how many days by --retention-days", _command.Errors, StringComparison.Ordinal);
        Assert.Null(Records.Lifecycle);
    }

    [Fact]
    public async Task What_a_policy_says_isnt_said_again_on_the_command_line()
    {
        Assert.Equal(2, await TeamAAsync("check-bucket", "--location", "Us"));

        Assert.Contains("go with --store: a workspace's policy says them itself", _command.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bucket_that_isnt_there_or_forbids_is_an_error_with_what_to_do()
    {
        Assert.Equal(1, await _command.RunAsync("logs", "list", "--store", "gs://nowhere"));
        Assert.Contains("error: gs://nowhere", _command.Errors, StringComparison.Ordinal);

        _service.Faults.Always(_ => GcsFault.Status(403, "forbidden"));
        Assert.Equal(1, await _command.RunAsync("logs", "stats", "--store", "gs://records"));
        Assert.Contains("error: gs://records", _command.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", _command.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_credential_file_is_used_and_never_printed()
    {
        _service.RequireToken = true;
        _folder.Write("key.json", _service.ServiceAccountJson());

        Assert.Equal(0, await _command.RunAsync("logs", "list", "--store", "gs://records", "--credentials", _folder["key.json"]));
        Assert.Equal(1, await _command.RunAsync("logs", "list", "--store", "gs://records"));
        _folder.Write("bad.json", "{\"type\":\"service_account\",\"private_key\":\"canary\"}");
        Assert.Equal(1, await _command.RunAsync("logs", "list", "--store", "gs://records", "--credentials", _folder["bad.json"]));
        Assert.Equal(1, await _command.RunAsync("logs", "list", "--store", "gs://records", "--credentials", _folder["none.json"]));

        Assert.DoesNotContain("canary", _command.Errors + _command.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", _command.Errors + _command.Output, StringComparison.Ordinal);
        Assert.Contains($"--credentials: the file {_folder["none.json"]} can't be read", _command.Errors, StringComparison.Ordinal);
    }

    private Task<int> TeamAAsync(params string[] arguments) =>
        _command.RunAsync(["logs", .. arguments, "--resources", _folder["in"], "--workspace", "team-a"]);
}
