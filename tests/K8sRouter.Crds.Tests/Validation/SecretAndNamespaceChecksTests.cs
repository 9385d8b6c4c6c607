namespace K8sRouter.Crds.Tests.Validation;

public sealed class SecretAndNamespaceChecksTests
{
    [Theory]
    [InlineData("data: {apiKey: \"not base64 hidden\"}", "data[apiKey]: Invalid value: must be base64; plain text belongs in stringData")]
    [InlineData("data: {apiKey: 12}", "data[apiKey]: Invalid value: must be base64; plain text belongs in stringData")]
    [InlineData("stringData: {apiKey: 1234}", "stringData[apiKey]: Invalid value: must be of type string; put it in quotes if text is meant")]
    [InlineData("stringData: {\"api key\": hidden}", "stringData[api key]: Invalid value: must be a key of a Secret: letters, digits, '-', '_' or '.'")]
    public void A_secret_that_is_none_is_told_without_its_value(string data, string expected)
    {
        var problems = Manifests.Problems($"apiVersion: v1\nkind: Secret\nmetadata: {{name: s, namespace: team-a}}\n{data}");

        Assert.Equal([$"Secret \"team-a/s\": {expected}"], problems);
        Assert.DoesNotContain("hidden", problems[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("api-key", "stringData: {key: hidden-but-short}", "stringData[key]: Invalid value: must have at least 32 characters")]
    [InlineData("api-key", "data: {key: aGlkZGVu}", "data[key]: Invalid value: must have at least 32 characters")]
    [InlineData("api-key", "data: {}", "data[key]: Required value: an API key stands under it")]
    [InlineData("apikey", "stringData: {key: x}",
        "metadata.labels[k8srouter.io/use]: Unsupported value: \"apikey\": supported values: \"provider\", \"destination\", \"api-key\", \"store\", \"events\", \"keys\"")]
    public void A_secret_for_us_must_fit_its_use(string use, string data, string expected) =>
        Assert.Equal(
            [$"Secret \"team-a/s\": {expected}"],
            Manifests.Problems($"apiVersion: v1\nkind: Secret\nmetadata: {{name: s, namespace: team-a, labels: {{k8srouter.io/use: {use}}}}}\n{data}"));

    [Fact]
    public void An_API_key_of_32_characters_will_do() =>
        Assert.Empty(Manifests.Problems($"apiVersion: v1\nkind: Secret\nmetadata: {{name: s, labels: {{k8srouter.io/use: api-key, k8srouter.io/role: admin}}}}\nstringData: {{key: {new string('k', 32)}}}"));

    [Fact]
    public void The_trailing_line_feed_of_an_API_key_does_not_count() =>
        Assert.Single(Manifests.Problems($"apiVersion: v1\nkind: Secret\nmetadata: {{name: s, labels: {{k8srouter.io/use: api-key}}}}\nstringData: {{key: \"{new string('k', 31)}\\n\"}}"));

    [Fact]
    public void A_workspace_id_must_be_a_UUID() =>
        Assert.Equal(
            ["Namespace \"team-a\": metadata.annotations[k8srouter.io/workspace-id]: Invalid value: \"team-a\": must be a UUID, such as 6d6c1f3e-9a0b-4f4e-8b4e-0d6c2f1a7b55"],
            Manifests.Problems("apiVersion: v1\nkind: Namespace\nmetadata: {name: team-a, annotations: {k8srouter.io/workspace-id: team-a}}"));
}
