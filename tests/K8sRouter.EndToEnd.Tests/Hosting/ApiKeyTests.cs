using System.ClientModel;
using System.Security.Cryptography;
using System.Text;
using K8sRouter.Testing.Conformance;
using OpenAI.Chat;

namespace K8sRouter.EndToEnd.Tests.Hosting;

/// <summary>A workspace that defines keys.</summary>
public sealed class ApiKeyTests(ApiKeyTests.KeysHouse house, ITestOutputHelper output)
    : HouseTests<ApiKeyTests.KeysHouse>(house, output), IClassFixture<ApiKeyTests.KeysHouse>
{
    private const string Key = "sk-k8s-of-the-ci-0123456789abcdef01234567";
    private const string AdministratorKey = "sk-k8s-of-the-admin-0123456789abcdef0123";

    [Theory]
    [InlineData("Authorization", "", "Missing Authentication header")]
    [InlineData("Authorization", "Bearer sk-k8s-wrong-0123456789abcdef0123456789", "Invalid API key")]
    [InlineData("Authorization", "Bearer", "Invalid API key")]
    [InlineData("x-api-key", "sk-k8s-wrong-0123456789abcdef0123456789", "Invalid API key")]
    public async Task A_missing_or_wrong_key_is_a_401_in_the_apis_shape(string header, string value, string message)
    {
        var answer = (await Sidecar.PostAsync(
            "chat/completions", SidecarUnderTest.Chat("acme/assistant", "keyless"), ("Authorization", ""), (header, value))).Expect(401);

        Assert.Equal(message, answer.Error.GetProperty("message").GetString());
        Assert.Equal("authentication", answer.ErrorMetadata.GetProperty("error_type").GetString());
        Assert.Empty(ResponseSchemas.Validate("ErrorResponse", answer.Json));
        Assert.Empty(House.Alpha.Calls("keyless"));
    }

    [Theory]
    [InlineData("models")]
    [InlineData("key")]
    [InlineData("generation?id=gen-1-x")]
    public async Task Every_route_demands_the_key(string path) => (await Sidecar.GetAsync(path, "sk-wrong")).Expect(401);

    [Fact]
    public async Task The_right_key_works_in_either_header()
    {
        ChatCompletion answer = await Sidecar.OpenAI(key: Key).GetChatClient("acme/assistant").CompleteChatAsync([new UserChatMessage("Hi")]);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);

        (await Sidecar.PostAsync("chat/completions", SidecarUnderTest.Chat("acme/assistant", "Hi"), ("Authorization", ""), ("x-api-key", Key))).Expect(200);
        var failure = await Assert.ThrowsAsync<ClientResultException>(() =>
            Sidecar.OpenAI(key: "sk-wrong").GetChatClient("acme/assistant").CompleteChatAsync([new UserChatMessage("Hi")]));
        Assert.Equal(401, failure.Status);
    }

    [Fact]
    public async Task A_key_learns_its_name_and_what_it_has_spent()
    {
        var before = (await Sidecar.GetAsync("key", AdministratorKey)).Expect(200);
        Assert.Empty(ResponseSchemas.Validate("KeyResponse", before.Json));
        Assert.Equal("admin", before.Json.GetProperty("data").GetProperty("label").GetString());
        Assert.True(before.Json.GetProperty("data").GetProperty("is_management_key").GetBoolean());

        var call = await Sidecar.PostAsync(
            "chat/completions", SidecarUnderTest.Chat("acme/assistant", "Hi"), ("Authorization", "Bearer " + AdministratorKey));
        decimal cost = call.Expect(200).Json.GetProperty("usage").GetProperty("cost").GetDecimal();

        var after = (await Sidecar.GetAsync("key", AdministratorKey)).Expect(200);
        Assert.Equal(before.Json.GetProperty("data").GetProperty("usage").GetDecimal() + cost, after.Json.GetProperty("data").GetProperty("usage").GetDecimal());
    }

    [Fact]
    public async Task Content_of_the_calls_that_are_logged_is_for_administrators_alone()
    {
        string logged = await CallAsync(Key);
        string other = await CallAsync(AdministratorKey);

        (await Sidecar.GetAsync(logged, Key)).Expect(403);
        var answer = (await Sidecar.GetAsync(logged, AdministratorKey)).Expect(200);
        Assert.Empty(ResponseSchemas.Validate("GenerationContentResponse", answer.Json));
        var data = answer.Json.GetProperty("data");
        Assert.Equal("What a day", data.GetProperty("input").GetProperty("messages")[0].GetProperty("content").GetString());
        Assert.Contains("What a day", data.GetProperty("output").GetProperty("completion").GetString(), StringComparison.Ordinal);
        Assert.Contains("not_stored", (await Sidecar.GetAsync(other, AdministratorKey)).Expect(404).Body, StringComparison.Ordinal);

        async Task<string> CallAsync(string key)
        {
            var call = await Sidecar.PostAsync(
                "chat/completions", SidecarUnderTest.Chat("acme/assistant", "What a day"), ("Authorization", "Bearer " + key));
            return $"generation/content?id={call.Expect(200).GenerationId}";
        }
    }

    [Fact]
    public async Task A_withdrawn_key_ends_to_work()
    {
        const string ShortLived = "sk-k8s-short-lived-0123456789abcdef01234";
        House.Manifests.WriteApiKey("short-lived", ShortLived);
        await Eventually.TrueAsync("the new key", async () => (await Sidecar.GetAsync("key", ShortLived)).Status == 200);

        House.Manifests.WriteApiKey("short-lived", "sk-k8s-another-0123456789abcdef0123456789");

        await Eventually.TrueAsync("the end of the old key", async () => (await Sidecar.GetAsync("key", ShortLived)).Status == 401);
        (await Sidecar.GetAsync("key", Key)).Expect(200);
    }

    public sealed class KeysHouse : HouseFixture
    {
        internal override HousePlan Plan => OwnHouse.Plain with
        {
            Policy = "{retention: {maxDays: 0}, inputOutputLogging: {enabled: true, apiKeyHashes: ["
                + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key))) + "]}}",
            Further = _ => ApiKey("ci", Key) + "\n---\n" + ApiKey("admin", AdministratorKey, ", k8srouter.io/role: admin"),
        };

        private static string ApiKey(string name, string key, string role = "") =>
            $$"""
            apiVersion: v1
            kind: Secret
            metadata: {name: {{name}}, namespace: team-a, labels: {k8srouter.io/use: api-key{{role}}} }
            stringData: {key: "{{key}}"}
            """;
    }
}
