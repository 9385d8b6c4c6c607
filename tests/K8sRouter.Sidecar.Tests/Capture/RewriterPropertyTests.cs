using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Capture;
using K8sRouter.Sidecar.Tests.Ingress;

namespace K8sRouter.Sidecar.Tests.Capture;

/// <summary>What the router doesn't own stays byte for byte, whatever it is and wherever it stands.</summary>
public sealed class RewriterPropertyTests
{
    private static readonly string[] ChatOwned = ["id", "model", "provider", "usage", "error", "choices", "data", "system_fingerprint", "object", "created"];
    private static readonly string[] MessageOwned = ["id", "model", "type", "object", "error", "usage", "message", "delta", "content_block", "index", "content", "stop_reason"];
    private static readonly string[] ResponseOwned = ["id", "model", "object", "error", "usage", "response", "delta", "type", "status", "output", "sequence_number"];

    [Fact]
    public void Members_of_a_chat_answer_that_nobody_owns_stay() => Check(
        ChatOwned, """ "id":"u","model":"m","choices":[{"message":{}}] """, json => Answers.Chat().Document(json), json => Answers.Chat().Event(json));

    [Fact]
    public void Members_of_embeddings_that_nobody_owns_stay() => Check(
        ChatOwned, """ "model":"m","data":[1] """, json => Answers.Chat(api: GenerationApis.Embeddings).Document(json));

    [Fact]
    public void Members_of_a_message_that_nobody_owns_stay() => Check(
        MessageOwned, """ "type":"message","id":"u","content":[],"stop_reason":"end_turn" """,
        json => new MessagesRewriter(Answers.Identity(), null).Document(json), json => new MessagesRewriter(Answers.Identity(), null).Event(json));

    [Fact]
    public void Members_of_a_response_that_nobody_owns_stay() => Check(
        ResponseOwned, """ "id":"u","output":[{}] """,
        json => new ResponsesRewriter(Answers.Identity(), null).Document(json), json => new ResponsesRewriter(Answers.Identity(), null).Event(json));

    private static void Check(string[] owned, string own, params Func<string, string>[] rewrites) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(
            (from members in RandomJson.Members.ArrayOf().Resize(8)
             from at in Gen.Choose(0, 8)
             select (members.Where(m => !owned.Contains(Name(m.Key))).DistinctBy(m => Name(m.Key)).ToArray(), at)).ToArbitrary(),
            item =>
            {
                var (members, at) = item;
                var parts = members.Select(m => m.Key + " : " + m.Value).ToList();
                parts.Insert(Math.Min(at, parts.Count), own);
                string json = "{ " + string.Join(" ,\n", parts) + " }";
                foreach (var rewrite in rewrites)
                {
                    // Only a whole answer, and every chat chunk, carries an id of its own at the top.
                    bool hasId = rewrite == rewrites[0];
                    using var result = JsonDocument.Parse(rewrite(json));
                    var kept = result.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetRawText(), StringComparer.Ordinal);
                    foreach (var (key, value) in members)
                        Assert.Equal(value, kept[Name(key)]);
                    if (hasId)
                        Assert.Equal("\"gen-1\"", kept["id"]);
                }
            }));

    private static string Name(string key) => JsonSerializer.Deserialize<string>(Encoding.UTF8.GetBytes(key))!;
}
