using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using K8sRouter.Operator.Webhooks.Admission;
using K8sRouter.Testing;

namespace K8sRouter.Operator.Tests.Webhooks.Admission;

/// <summary>Whatever is sent: an answer or a refusal with a text, in bounded time, and never another exception.</summary>
public sealed class MutatedReviewTests
{
    private static readonly string[] Words =
        ["", "Allow", "Global", "Full", "webhook", "langfuse", "\u0000", "a\r\nb", "https://a.example", "http://[", "{model", "9999-99-99", "NaN", new('x', 5_000)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_objects_are_judged(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 1_000; i++)
        {
            var review = Review.Of(Review.Object(Sample(random)));
            for (var changes = random.Next(1, 6); changes > 0; changes--)
                Mutate(review, random);
            Judge(Encoding.UTF8.GetBytes(review.ToJsonString()));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Random_bytes_in_a_review_are_refused_or_judged(int seed)
    {
        var random = new Random(seed);
        var bytes = Encoding.UTF8.GetBytes(Review.Of(Review.Object(Sample(random))).ToJsonString());
        for (var i = 0; i < 3_000; i++)
        {
            var broken = bytes.ToArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
            Judge(random.Next(4) == 0 ? broken[..random.Next(broken.Length)] : broken);
        }
    }

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"a\": 1, \"a\": 2}")]
    [InlineData("1e999")]
    [InlineData("[1, \"\\udfff\"]")]
    public void A_value_that_JSON_libraries_stumble_over_is_refused(string value)
    {
        var review = Review.Of(Review.Object(Sample(new Random(1)))).ToJsonString().Replace("\"spec\":{", $"\"spec\":{{\"region\":{value},", StringComparison.Ordinal);

        Assert.False(Judge(Encoding.UTF8.GetBytes(review)));
    }

    [Fact]
    public async Task Thousands_of_unknown_fields_and_long_names_are_answered_soon_and_briefly()
    {
        var policy = Review.Object("apiVersion: k8srouter.io/v1alpha1\nkind: WorkspacePrivacyPolicy\nmetadata: {name: default, namespace: team-a}\nspec: {region: Us}\n");
        for (var i = 0; i < 50_000; i++)
            policy["spec"]![$"unknown-{i}"] = i;
        policy["spec"]![new string('r', 1_000_000)] = 1;

        // Without bounds, 50,000 hints and a distance over a million characters take minutes and gigabytes.
        var answer = await Task.Run(() => Review.Answer(Review.Of(policy))).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.False(Review.Allowed(answer));
        Assert.Equal(100, answer["status"]!["details"]!["causes"]!.AsArray().Count);
    }

    /// <returns>Whether it was allowed.</returns>
    private static bool Judge(byte[] body)
    {
        try
        {
            using var document = AdmissionReviewReader.Parse(new(body));
            var request = AdmissionReviewReader.Read(document.RootElement);
            var decision = new ResourceAdmission(new FakeAdmissionContext(), Clocks.Noon()).Review(request);
            var output = new ArrayBufferWriter<byte>();
            AdmissionReviewWriter.Write(output, request, decision);
            using var answer = JsonDocument.Parse(output.WrittenMemory);
            return answer.RootElement.GetProperty("response").GetProperty("allowed").GetBoolean();
        }
        catch (AdmissionException refusal)
        {
            Assert.Equal(400, refusal.Status);
            Assert.StartsWith("not an admission review: ", refusal.Message, StringComparison.Ordinal);
            return false;
        }
    }

    private static string Sample(Random random) => random.Next(3) switch
    {
        0 => "{apiVersion: k8srouter.io/v1alpha1, kind: ModelProvider, metadata: {name: openai}, spec: {upstreams: [{apis: [chat], protocol: OpenAI, baseUrl: 'https://a.example'}], auth: {credential: {name: a, key: b}, deliverTo: {namespaceSelector: {}}}, dataPolicy: {confirmed: true, verifiedAt: '2026-01-01', maxAgeDays: 3}, models: [{name: a/b, pricing: {prompt: '0.1'}}]}}",
        1 => "{apiVersion: k8srouter.io/v1alpha1, kind: ObservabilityDestination, metadata: {name: traces, namespace: team-a}, spec: {type: otel-collector, contentMode: Full, config: {endpoint: 'https://a.example'}, filterRules: {enabled: true, groups: [{logic: and, rules: [{field: model, operator: regex, value: '.*'}]}]}}}",
        _ => "{apiVersion: k8srouter.io/v1alpha1, kind: WorkspacePrivacyPolicy, metadata: {name: default, namespace: team-a}, spec: {region: Us, training: {paidModels: Allow}, providers: {allow: [openai]}, store: {location: Us, gcs: {bucket: prompts}}, inputOutputLogging: {enabled: true, samplingRate: 0.5}}}",
    };

    /// <summary>Puts something else in the place of any value, a kind or a field's name among them.</summary>
    private static void Mutate(JsonObject review, Random random)
    {
        JsonNode at = review["request"]!;
        while (true)
        {
            var children = at is JsonObject map ? map.Count : ((JsonArray)at).Count;
            if (children == 0)
                return;
            var index = random.Next(children);
            var child = at is JsonObject fields ? fields.GetAt(index).Value : at[index];
            if (child is JsonObject or JsonArray && random.Next(5) > 0)
            {
                at = child;
                continue;
            }
            if (at is JsonObject owner && random.Next(4) == 0)
                owner[Words[random.Next(Words.Length)]] = Value(random, 3);
            else if (at is JsonObject owning)
                owning.SetAt(index, Value(random, 3));
            else
                at[index] = Value(random, 3);
            return;
        }
    }

    private static JsonNode? Value(Random random, int depth) => random.Next(depth > 0 ? 9 : 7) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => random.Next(-5, 100),
        3 => random.NextInt64(long.MinValue, long.MaxValue),
        4 => random.NextDouble(),
        5 or 6 => Words[random.Next(Words.Length)],
        7 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth - 1))]),
        _ => new JsonObject(Enumerable.Range(0, random.Next(4)).Select(i => KeyValuePair.Create($"f{i}", Value(random, depth - 1)))),
    };
}
