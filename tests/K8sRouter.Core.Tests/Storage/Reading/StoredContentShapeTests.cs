using System.Text.Json.Nodes;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.Reading;
using K8sRouter.Core.Tests.Generations;

namespace K8sRouter.Core.Tests.Storage.Reading;

/// <summary>What was captured on the wire, written to a segment and read back: the shape of the API's content.</summary>
public sealed class StoredContentShapeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(
        "chat", """{"model":"m","messages":[{"role":"user","content":"hi"}]}""", """{"choices":[{"message":{"content":"hello","reasoning":"why"}}]}""",
        """{"input":{"messages":[{"role":"user","content":"hi"}]},"output":{"completion":"hello","reasoning":"why"},"error":null}""")]
    [InlineData(
        "chat", """{"messages":[{"role":"user","content":[{"type":"text","text":"what?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]}]}""",
        """{"choices":[{"message":{"content":"a cat"}}]}""",
        """{"input":{"messages":[{"role":"user","content":[{"type":"text","text":"what?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]}]},"output":{"completion":"a cat","reasoning":null},"error":null}""")]
    [InlineData(
        "completions", """{"prompt":"once"}""", """{"choices":[{"text":" upon"}]}""",
        """{"input":{"prompt":"once"},"output":{"completion":" upon","reasoning":null},"error":null}""")]
    [InlineData(
        "embeddings", """{"input":["a","b"]}""", """{"data":[{"embedding":[0.1]}]}""",
        """{"input":{"prompt":"[\"a\",\"b\"]"},"output":{"completion":null,"reasoning":null},"error":null}""")]
    [InlineData(
        "responses", """{"instructions":"be brief","input":"hi"}""",
        """{"output":[{"type":"reasoning","summary":[{"text":"why"}]},{"type":"message","content":[{"type":"output_text","text":"hello"}]}]}""",
        """{"input":{"messages":[{"role":"system","content":"be brief"},{"role":"user","content":"hi"}]},"output":{"completion":"hello","reasoning":"why"},"error":null}""")]
    [InlineData(
        "messages", """{"system":"be brief","messages":[{"role":"user","content":"hi"}]}""", """{"content":[{"type":"thinking","thinking":"why"},{"type":"text","text":"hello"}]}""",
        """{"input":{"messages":[{"role":"system","content":"be brief"},{"role":"user","content":"hi"}]},"output":{"completion":"hello","reasoning":"why"},"error":null}""")]
    public async Task Each_kind_of_request_has_its_input_and_output(string api, string request, string response, string expected) =>
        await ExpectAsync(expected, Records.Completed(api), Records.Whole(request, response));

    [Fact]
    public async Task A_failure_tells_every_attempt_in_order_the_deciding_one_first() => await ExpectAsync(
        """
        {"input":{"messages":[{"role":"user","content":"hi"}]},"output":{"completion":null,"reasoning":null},
         "error":{"status":429,"message":"slow down","provider_name":"Beta","raw":"{\"code\":1}",
                  "previous_errors":[{"code":503,"message":"busy","provider_name":"Alpha","raw":"<html>"}]}}
        """,
        Records.Completed() with { Outcome = GenerationOutcomes.Failed, StatusCode = 429 },
        Records.Whole("""{"messages":[{"role":"user","content":"hi"}]}""", null) with
        {
            Errors = """[{"code":503,"message":"busy","provider_name":"Alpha","raw":"<html>"},{"code":429,"message":"slow down","provider_name":"Beta","raw":{"code":1}}]"""u8.ToArray(),
        });

    [Fact]
    public async Task Bytes_that_are_no_text_leave_a_document_that_can_be_read()
    {
        byte[] request = [.. "{\"messages\":[{\"role\":\"user\",\"content\":\""u8, 0xff, 0xfe, 0, .. "\"}]}"u8];
        var captured = Records.Whole("", null) with { Request = request, ResponseFormat = CapturedResponseFormat.Json, Response = new byte[] { 0x89, 0x50, 0x4e, 0x47, 0, 0xff } };

        var data = await StoreAsync(Records.Completed(), captured);

        Assert.Equal(["input", "output", "error"], data.Select(property => property.Key));
        Assert.Null(data["output"]!["completion"]);
    }

    [Fact]
    public async Task A_copy_that_was_cut_holds_what_it_has_and_says_so()
    {
        var record = Records.Completed() with { ContentTruncated = true };
        var captured = Records.Whole("""{"messages":[{"role":"user","content":"first"},{"role":"user","content":"sec""", null) with { RequestTruncated = true };

        var data = await StoreAsync(record, captured, truncated: true);

        Assert.Equal("first", (string?)data["input"]!["messages"]![0]!["content"]);
    }

    private async Task ExpectAsync(string expected, GenerationRecord record, CapturedContent captured)
    {
        var data = await StoreAsync(record, captured);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), data), data.ToJsonString());
    }

    /// <summary>The document without what is the store's own.</summary>
    private async Task<JsonObject> StoreAsync(GenerationRecord record, CapturedContent captured, bool truncated = false)
    {
        using MemoryStream rows = new(), content = new();
        using var builder = new SegmentBuilder(rows, content, "c");
        builder.Append(Records.Arrived, Records.Row(record), record, captured);
        var store = new FolderObjectStore(_folder.Path);
        await store.PutAsync("c", content, new() { ContentType = "x", Crc32C = builder.Summary.ContentCrc32C }, 0, default);
        Assert.True(StoredRow.TryRead(rows.ToArray().AsSpan().TrimEnd("\n"u8), default, out var generation));

        var found = await new StoreReader(store, new()).ReadContentAsync(generation, default);

        Assert.Equal((StoredContentKind.Present, truncated), (found.Kind, found.Truncated));
        Assert.Equal(-1, found.Document.Span.IndexOf((byte)'\n'));
        var document = JsonNode.Parse(found.Document.Span)!.AsObject();
        Assert.Equal(record.Id, (string?)document["id"]);
        Assert.Equal(truncated, document.ContainsKey("content_truncated"));
        foreach (string own in new[] { "id", "workspace_id", "content_truncated", "tool_calls" })
            document.Remove(own);
        return document;
    }
}
