using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.Reading;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Sidecar.Sinks;

namespace K8sRouter.Sidecar.Tests.Sinks;

/// <summary>Which store gets what, also where stores change while something is on its way.</summary>
public sealed class SegmentStoresTests : IDisposable
{
    private static readonly StoreSettings A = new() { Bucket = "a", Prefix = "pa", Location = "us" };
    private static readonly StoreSettings B = new() { Bucket = "b", Prefix = "pb", Location = "europe" };

    private readonly SinkFixture _fixture = new();
    private readonly Dictionary<string, FaultyStore> _buckets = [];

    public SegmentStoresTests() => _fixture.Open = (settings, _) => Bucket(settings);

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Rows_and_content_lie_in_the_bucket_of_records_under_its_prefix()
    {
        Set(A, null);
        await DeliverAsync(1, 2);

        Assert.Empty(_fixture.Objects("records"));
        Assert.Equal("prompt 2", await PromptAsync(A, A, 2));
        Assert.DoesNotContain("content_bucket", await File.ReadAllTextAsync(Assert.Single(_fixture.ObjectsOf("a", "records"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Content_in_a_bucket_of_its_own_is_named_by_the_row_with_its_bucket()
    {
        Set(A, B);
        await DeliverAsync(1, 2);

        Assert.Empty(_fixture.ObjectsOf("a", "content"));
        Assert.Single(_fixture.ObjectsOf("b", "content"));
        string row = File.ReadLines(Assert.Single(_fixture.ObjectsOf("a", "records"))).First();
        Assert.Equal("b", JsonElement.Parse(row).GetProperty("content_bucket").GetString());
        Assert.StartsWith("pb/content/", JsonElement.Parse(row).GetProperty("content_object").GetString(), StringComparison.Ordinal);
        Assert.Equal("prompt 2", await PromptAsync(A, B, 2));
    }

    [Fact]
    public async Task Records_stay_in_the_sidecars_own_folder_where_only_content_has_a_bucket()
    {
        Set(null, B);
        await DeliverAsync(1);

        Assert.Empty(_fixture.Objects("content"));
        Assert.Contains("\"content_bucket\":\"b\"", await File.ReadAllTextAsync(Assert.Single(_fixture.Objects("records"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_open_when_the_bucket_changes_goes_to_the_new_one_alone()
    {
        Set(A, null);
        using var process = Start();
        process.Append(Entries(1, 2));
        process.Read();
        Set(B, null);
        process.Append(SinkFixture.Entry(3));
        Assert.True((await process.DeliverAsync()).IsDone);

        Assert.Empty(_fixture.ObjectsOf("a", "records"));
        Assert.Empty(_fixture.ObjectsOf("a", "content"));
        Assert.Equal(Ids(1, 2, 3), SinkFixture.Ids(_fixture.ObjectsOf("b", "records")));
        Assert.Equal("prompt 1", await PromptAsync(B, B, 1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_sealed_when_the_bucket_changes_goes_to_the_new_one_and_what_was_delivered_isnt_repeated(bool crash)
    {
        Set(A, null);
        Bucket(A).FailBefore = name => name.Contains("hour=13", StringComparison.Ordinal);
        using var process = Start();
        process.Append(Entries(1, 2));
        process.Append(SinkFixture.Entry(3, SinkFixture.Arrived.AddMinutes(61)), SinkFixture.Entry(4));
        Assert.Equal(SinkFaults.Store, (await process.DeliverAsync()).Code);
        if (crash)
            process.Crash();

        Set(B, null);
        process.Append(SinkFixture.Entry(5));
        Assert.True((await process.DeliverAsync()).IsDone);

        Assert.Equal(Ids(1, 2, 4), SinkFixture.Ids(_fixture.ObjectsOf("a", "records")));
        Assert.Equal([.. Ids(5), LateId(3)], SinkFixture.Ids(_fixture.ObjectsOf("b", "records")));
        Assert.Single(_fixture.ObjectsOf("a", "content"));
        Assert.Equal("prompt 4", await PromptAsync(A, A, 4));
        Assert.Equal("prompt 5", await PromptAsync(B, B, 5));
    }

    [Fact]
    public async Task A_bucket_that_changes_twice_while_nothing_is_delivered_gets_each_generation_once()
    {
        Bucket(A).FailBefore = name => name.Contains("hour=13", StringComparison.Ordinal);
        Bucket(B).FailBefore = name => name.Contains("hour=12", StringComparison.Ordinal);
        Set(A, null);
        using var process = Start();
        process.Append(SinkFixture.Entry(1), SinkFixture.Entry(2, SinkFixture.Arrived.AddMinutes(61)));
        Assert.False((await process.DeliverAsync()).IsDone);
        Set(B, null);
        process.Append(SinkFixture.Entry(3), SinkFixture.Entry(4, SinkFixture.Arrived.AddMinutes(62)));
        Assert.False((await process.DeliverAsync()).IsDone);
        process.Crash();
        Bucket(A).FailBefore = _ => false;
        Set(A, null);
        Assert.True((await process.DeliverAsync()).IsDone);

        string[] stored = [.. SinkFixture.Ids(_fixture.ObjectsOf("a", "records")), .. SinkFixture.Ids(_fixture.ObjectsOf("b", "records"))];
        Assert.Equal([.. Ids(1, 3), LateId(2, 61), LateId(4, 62)], stored.Order());
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_before_the_bucket_changed_isnt_written_to_the_new_one_as_well()
    {
        Set(A, null);
        Bucket(A).FailAfter = name => name.Contains("/records/", StringComparison.Ordinal);
        using var process = Start();
        process.Append(Entries(1));
        Assert.False((await process.DeliverAsync()).IsDone);

        Set(B, null);
        Assert.True((await process.DeliverAsync()).IsDone);

        Assert.Equal(Ids(1), SinkFixture.Ids(_fixture.ObjectsOf("a", "records")));
        Assert.Empty(_fixture.ObjectsOf("b", "records"));
    }

    [Fact]
    public async Task Content_never_goes_to_a_bucket_that_the_policy_no_longer_names()
    {
        Set(A, B);
        Bucket(B).FailBefore = _ => true;
        using var process = Start();
        process.Append(Entries(1, 2));
        Assert.False((await process.DeliverAsync()).IsDone);
        Bucket(B).FailBefore = _ => false;

        Set(A, null);
        Assert.True((await process.DeliverAsync()).IsDone);

        Assert.Empty(_fixture.ObjectsOf("b", "content"));
        Assert.Equal("prompt 2", await PromptAsync(A, A, 2));
        Assert.Equal(Ids(1, 2), SinkFixture.Ids(_fixture.ObjectsOf("a", "records")));
    }

    [Fact]
    public async Task A_new_credential_opens_the_store_anew_and_seals_nothing_again()
    {
        List<string?> opened = [];
        _fixture.Open = (settings, credential) =>
        {
            opened.Add(credential);
            return Bucket(settings);
        };
        Set(A with { CredentialFile = "store-records" }, null);
        _fixture.Configuration.SetSecrets(("store-records", "old"));
        Bucket(A).FailBefore = _ => true;
        using var process = Start();
        process.Append(Entries(1, 2));
        Assert.False((await process.DeliverAsync()).IsDone);
        byte[] before = await File.ReadAllBytesAsync(Path.Combine(_fixture.SpoolFolder, "sealed.json"));

        _fixture.Configuration.SetSecrets(("store-records", "new"));
        Assert.False((await process.DeliverAsync()).IsDone);
        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(_fixture.SpoolFolder, "sealed.json")));
        Bucket(A).FailBefore = _ => false;
        Assert.True((await process.DeliverAsync()).IsDone);

        Assert.Equal(["old", "new"], opened);
        Assert.Single(_fixture.ObjectsOf("a", "records"));
    }

    [Fact]
    public async Task A_credential_that_isnt_there_parks_the_sink_and_says_which()
    {
        Set(A with { CredentialFile = "store-records" }, null);
        using var process = Start();
        process.Append(Entries(1));

        var result = await process.DeliverAsync();

        Assert.True(result.IsParked);
        Assert.Equal(SinkFaults.Forbidden, result.Code);
        Assert.Contains("store-records", result.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StoreFault.Missing, "bucket_missing")]
    [InlineData(StoreFault.Forbidden, "forbidden")]
    [InlineData(StoreFault.Refused, "refused")]
    public async Task What_somebody_has_to_mend_parks_the_sink_and_loses_nothing(StoreFault fault, string code)
    {
        Set(A, B);
        Bucket(B).FailBefore = _ => true;
        Bucket(B).Fault = () => new ObjectStoreException(fault, "gs://b: do this", 403);
        using var process = Start();
        process.Append(Entries(1));
        var result = await process.DeliverAsync();
        Assert.Equal((true, code, "gs://b: do this"), (result.IsParked, result.Code, result.Remedy));

        Bucket(B).FailBefore = _ => false;
        Assert.True((await process.DeliverAsync()).IsDone);
        Assert.Equal("prompt 1", await PromptAsync(A, B, 1));
    }

    [Fact]
    public async Task A_store_that_is_busy_is_no_reason_to_park_and_is_asked_again_when_it_wants()
    {
        Set(A, null);
        Bucket(A).FailBefore = _ => true;
        Bucket(A).Fault = () => new ObjectStoreException(StoreFault.Unavailable, "busy", 503, TimeSpan.FromSeconds(7));
        using var process = Start();
        process.Append(Entries(1));

        Assert.Equal(new FlushResult(SinkFaults.Store, TimeSpan.FromSeconds(7)), await process.DeliverAsync());
    }

    [Fact]
    public async Task Content_captured_in_Europe_isnt_stored_once_its_store_is_gone()
    {
        _fixture.Configuration.Set(config => config with { Workspace = config.Workspace with { Region = "europe" } });
        Set(null, B);
        Bucket(B).FailBefore = _ => true;
        using var process = Start();
        process.Append(European(1), European(2));
        Assert.False((await process.DeliverAsync()).IsDone);
        Bucket(B).FailBefore = _ => false;

        Set(null, null);
        Assert.True((await process.DeliverAsync()).IsDone);

        Assert.Empty(_fixture.Objects("content"));
        Assert.Empty(_fixture.ObjectsOf("b", "content"));
        Assert.Equal(Ids(1, 2), SinkFixture.Ids(_fixture.Objects("records")));
    }

    [Fact]
    public async Task What_was_captured_in_Europe_stays_in_the_sidecars_own_folder_though_its_workspace_has_left()
    {
        Set(A, null);
        using var process = Start();
        process.Append(European(1), SinkFixture.Entry(2), European(3), European(4), SinkFixture.Entry(5), SinkFixture.Entry(6));
        Assert.True((await process.DeliverAsync()).IsDone);

        Assert.Equal(Ids(2, 5, 6), SinkFixture.Ids(_fixture.ObjectsOf("a", "records")));
        Assert.Equal(Ids(1, 3, 4), SinkFixture.Ids(_fixture.Objects("records")));
        Assert.Empty(_fixture.Objects("content"));
        Assert.Equal("prompt 5", await PromptAsync(A, A, 5));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rows_that_wait_for_a_store_in_Europe_go_to_none_elsewhere(bool crash)
    {
        _fixture.Configuration.Set(config => config with { Workspace = config.Workspace with { Region = "europe" } });
        Set(B, null);
        Bucket(B).FailBefore = _ => true;
        using var process = Start();
        process.Append(European(1), European(2));
        Assert.False((await process.DeliverAsync()).IsDone);
        if (crash)
            process.Crash();

        _fixture.Configuration.Set(config => config with { Workspace = config.Workspace with { Region = "global" } });
        Set(A, null);
        Assert.True((await process.DeliverAsync()).IsDone);
        process.Append(SinkFixture.Entry(3));
        Assert.True((await process.DeliverAsync()).IsDone);

        Assert.Equal(Ids(3), SinkFixture.Ids(_fixture.ObjectsOf("a", "records")));
        Assert.Equal(Ids(1, 2), SinkFixture.Ids(_fixture.Objects("records")));
        Assert.Empty(_fixture.ObjectsOf("b", "records"));
    }

    [Fact]
    public async Task A_workspace_in_Europe_is_logged_to_a_store_there()
    {
        _fixture.Configuration.Set(config => config with { Workspace = config.Workspace with { Region = "europe" } });
        Set(null, B);
        using var process = Start();
        process.Append(European(1));
        Assert.True((await process.DeliverAsync()).IsDone);

        Assert.Single(_fixture.ObjectsOf("b", "content"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sealed_content_that_waits_for_the_store_goes_when_logging_is_switched_off(bool crash)
    {
        Set(A, null);
        Bucket(A).FailBefore = _ => true;
        using var process = Start();
        process.Append(Entries(1, 2));
        Assert.Equal(SinkFaults.Store, (await process.DeliverAsync()).Code);
        if (crash)
            process.Crash();

        _fixture.Configuration.Set(config => config with { InputOutputLogging = new() });
        Bucket(A).FailBefore = _ => false;
        Assert.True((await process.DeliverAsync()).IsDone);

        Assert.Empty(_fixture.ObjectsOf("a", "content"));
        string row = File.ReadLines(Assert.Single(_fixture.ObjectsOf("a", "records"))).First();
        Assert.DoesNotContain("content_object", row, StringComparison.Ordinal);
        Assert.Equal(["sealed.json"], Directory.EnumerateFiles(_fixture.SpoolFolder).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Content_that_was_stored_before_logging_was_switched_off_is_named_by_its_rows_so_that_it_can_be_erased(bool crash)
    {
        Set(A, null);
        Bucket(A).FailAfter = name => name.Contains("/content/", StringComparison.Ordinal);
        using var process = Start();
        process.Append(Entries(1, 2));
        Assert.Equal(SinkFaults.Store, (await process.DeliverAsync()).Code);
        if (crash)
            process.Crash();

        _fixture.Configuration.Set(config => config with { InputOutputLogging = new() });
        Assert.True((await process.DeliverAsync()).IsDone);

        Assert.Equal("prompt 2", await PromptAsync(A, A, 2));
    }

    [Fact]
    public async Task A_key_that_is_no_longer_logged_isnt_though_its_content_is_sealed()
    {
        Set(A, null);
        Bucket(A).FailBefore = _ => true;
        using var process = Start();
        process.Append(Entries(1));
        await process.DeliverAsync();

        _fixture.Configuration.Set(config => config with
        {
            InputOutputLogging = config.InputOutputLogging with { ApiKeyHashes = ["another"] },
        });
        Bucket(A).FailBefore = _ => false;
        Assert.True((await process.DeliverAsync()).IsDone);

        Assert.Empty(_fixture.ObjectsOf("a", "content"));
        Assert.Single(_fixture.ObjectsOf("a", "records"));
    }

    private static JournalEntry[] Entries(params int[] numbers) => [.. numbers.Select(number => SinkFixture.Entry(number))];

    private static JournalEntry European(int number) => new(
        new(1, number * 100), SinkFixture.Row(SinkFixture.Record(number) with { DataRegion = "europe" }), SinkFixture.Content($"prompt {number}"));

    private static string[] Ids(params int[] numbers) => [.. numbers.Select(number => SinkFixture.Record(number).Id)];

    private static string LateId(int number, int minutes = 61) => SinkFixture.Record(number, SinkFixture.Arrived.AddMinutes(minutes)).Id;

    private SinkProcess Start() => new(() => _fixture.Segments());

    private FaultyStore Bucket(StoreSettings settings)
    {
        if (!_buckets.TryGetValue(settings.Bucket, out var bucket))
            _buckets[settings.Bucket] = bucket = new(_fixture.Bucket(settings));
        return bucket;
    }

    private void Set(StoreSettings? records, StoreSettings? logging) => _fixture.Configuration.Set(config => config with
    {
        Store = records,
        InputOutputLogging = config.InputOutputLogging with { Store = logging },
    });

    private async Task DeliverAsync(params int[] numbers)
    {
        using var process = Start();
        process.Append(Entries(numbers));
        Assert.True((await process.DeliverAsync()).IsDone);
    }

    private async Task<string?> PromptAsync(StoreSettings rows, StoreSettings content, int number)
    {
        var scope = new StoreScope { Prefix = rows.Prefix, Workspace = "team-a", WorkspaceId = "w-1" };
        var reader = new StoreReader(_fixture.Bucket(rows), scope, bucket => bucket == content.Bucket ? _fixture.Bucket(content) : null);
        var found = await reader.FindAsync(SinkFixture.Record(number).Id, default);
        var document = JsonElement.Parse((await reader.ReadContentAsync(found!, default)).Document.Span);
        return document.GetProperty("input").GetProperty("messages")[0].GetProperty("content").GetString();
    }
}
