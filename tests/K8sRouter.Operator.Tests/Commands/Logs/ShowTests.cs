using System.Text.Json;

namespace K8sRouter.Operator.Tests.Commands.Logs;

public sealed class ShowTests : IAsyncLifetime
{
    private LogsFixture _logs = null!;

    public async Task InitializeAsync() => _logs = await LogsFixture.CreateAsync();

    public Task DisposeAsync()
    {
        _logs.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_generation_is_shown_with_who_said_what()
    {
        var (code, output, errors) = await _logs.RunAsync("show", SampleLogs.Served.Id);

        Assert.Equal(0, code);
        Assert.Empty(errors);
        _logs.Expect("show.txt", output);
        Assert.DoesNotContain('\u001b', output);
    }

    [Fact]
    public async Task A_failed_one_is_shown_with_every_error_in_order()
    {
        var (code, output, _) = await _logs.RunAsync("show", SampleLogs.Failed.Id);

        Assert.Equal(0, code);
        _logs.Expect("show-failed.txt", output);
    }

    [Fact]
    public async Task JSON_holds_record_and_content_each_in_the_shape_of_the_API()
    {
        var (code, output, _) = await _logs.RunAsync("show", SampleLogs.Failed.Id, "--json");

        Assert.Equal(0, code);
        var shown = JsonDocument.Parse(output).RootElement;
        Assert.Equal(SampleLogs.Failed.Id, shown.GetProperty("generation").GetProperty("id").GetString());
        Assert.Equal("present", shown.GetProperty("content_state").GetString());
        var content = shown.GetProperty("content");
        Assert.Equal(["input", "output", "error"], content.EnumerateObject().Select(property => property.Name));
        Assert.Equal("Hello?", content.GetProperty("input").GetProperty("messages")[0].GetProperty("content").GetString());
        Assert.Equal(["completion", "reasoning"], content.GetProperty("output").EnumerateObject().Select(property => property.Name));
        var error = content.GetProperty("error");
        Assert.Equal(["status", "message", "provider_name", "raw", "previous_errors"], error.EnumerateObject().Select(property => property.Name));
        Assert.Equal(503, error.GetProperty("previous_errors")[0].GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Content_alone_is_the_very_document_that_is_stored()
    {
        var (code, output, _) = await _logs.RunAsync("show", SampleLogs.Served.Id, "--content");

        Assert.Equal(0, code);
        Assert.StartsWith($"{{\"id\":\"{SampleLogs.Served.Id}\",\"workspace_id\":\"{SampleLogs.WorkspaceId}\",\"input\":{{\"messages\":[", output, StringComparison.Ordinal);
        Assert.EndsWith(",\"error\":null}\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Content_that_wasnt_asked_for_is_said_to_be_so()
    {
        var (code, output, _) = await _logs.RunAsync("show", SampleLogs.Cancelled.Id);
        var (contentCode, content, errors) = await _logs.RunAsync("show", SampleLogs.Cancelled.Id, "--content");
        var (_, json, _) = await _logs.RunAsync("show", SampleLogs.Cancelled.Id, "--json");

        Assert.Equal(0, code);
        Assert.Contains("content    not stored: the policy didn't ask for it", output, StringComparison.Ordinal);
        Assert.Equal(1, contentCode);
        Assert.Empty(content);
        Assert.Contains("has no content to print: not stored", errors, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(json).RootElement.GetProperty("content").ValueKind);
    }

    [Fact]
    public async Task Content_whose_object_is_gone_is_said_to_be_gone()
    {
        foreach (var path in Directory.EnumerateFiles(_logs.StoreFolder, "*.gz", SearchOption.AllDirectories))
            File.Delete(path);

        var (code, output, _) = await _logs.RunAsync("show", SampleLogs.Served.Id);

        Assert.Equal(0, code);
        Assert.Contains("content    gone with its object, by retention or by loss: k8srouter/content/", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_id_is_answered_with_where_was_looked()
    {
        var id = $"gen-{SampleLogs.Now.AddHours(-3).ToUnixTimeSeconds()}-SideAA00000000000099";

        var (code, output, errors) = await _logs.RunAsync("show", id);

        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Equal(
            $"error: {_logs.StoreFolder}/k8srouter doesn't hold {id}: looked in every workspace's records of 2026-11-20, hour 09 (UTC), of sidecar SideAA.\n", errors);
    }

    [Fact]
    public async Task A_fresh_unknown_id_may_be_on_its_way()
    {
        var (code, _, errors) = await _logs.RunAsync("show", $"gen-{SampleLogs.Now.ToUnixTimeSeconds()}-SideAA00000000000099");

        Assert.Equal(1, code);
        Assert.Contains("It is fresh: a sidecar delivers a segment when it is full or a minute old.", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'gen-1' isn't the id of a generation", "gen-1")]
    [InlineData("--json and --content: only one can be printed", "gen-1795175400-SideAA00000000000001", "--json", "--content")]
    public async Task Bad_input_is_wrong_usage(string expected, params string[] arguments)
    {
        var (code, _, errors) = await _logs.RunAsync(["show", .. arguments]);

        Assert.Equal(2, code);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }
}
