using K8sRouter.Crds.Validation;

namespace K8sRouter.Crds.Tests.Validation;

public sealed class DestinationApiErrorsTests
{
    [Fact]
    public void Missing_fields_read_as_the_api_writes_them_whether_secret_or_not() =>
        Assert.Equal(
            "Invalid configuration: Invalid configuration: bucketName: Invalid input: expected string, received undefined; "
            + "accessKeyId: Invalid input: expected string, received undefined; secretAccessKey: Invalid input: expected string, received undefined",
            Message("{type: s3, config: {}, secretConfig: []}"));

    [Fact]
    public void Every_field_of_the_configuration_is_named_as_the_api_names_it() =>
        Assert.Equal(
            "Invalid configuration: Invalid configuration: baseUrl: Invalid value: \"x\": must start with https:// (or http:// where allowPlaintext is true); "
            + "secretKey: Forbidden: is secret: put it in a Secret and name that in secretConfig with field: secretKey; "
            + "publickey: Unrecognized key (did you mean \"publicKey\"?); publicKey: Invalid input: expected string, received undefined",
            Message("{type: langfuse, config: {baseUrl: x, secretKey: hidden, publickey: pk}, secretConfig: [{field: secretKey, name: s, key: k}]}"));

    [Fact]
    public void Fields_of_the_request_come_first_and_alone_in_the_apis_spelling() =>
        Assert.Equal(
            "sampling_rate: Invalid value: 1.5: must be at most 1; "
            + "api_key_hashes: Invalid value: []: must name at least one key's hash; leave the list out for all keys; "
            + "privacy_mode: Unsupported value: \"Half\": supported values: \"Full\", \"Reference\", \"None\"; "
            + "filter_rules.groups.0.rules.1.value: Required value: must have a value to compare with; "
            + "broadcast_generation_request_context: Invalid value: must be of type boolean, not string; "
            + "name: Invalid value: \"\": must have at least 1 character",
            Message("""
                {type: s3, config: {}, samplingRate: 1.5, apiKeyHashes: [], contentMode: Half,
                 filterRules: {groups: [{rules: [{field: model, operator: exists}, {field: model, operator: equals}]}]},
                 include: {requestContext: "yes"}, displayName: ""}
                """));

    [Fact]
    public void A_valid_destination_has_no_message() =>
        Assert.Null(Message("{type: otel-collector, config: {endpoint: \"https://x.example\"}}"));

    [Fact]
    public void No_value_of_a_secret_is_ever_in_it()
    {
        var message = Message("{type: s3, config: {bucketName: b, accessKeyId: canary, secretAccessKey: canary}, apiKeyHashes: [canary]}");

        Assert.DoesNotContain("canary", message, StringComparison.Ordinal);
    }

    private static string? Message(string spec)
    {
        var indented = string.Join('\n', spec.Split('\n').Select(line => "  " + line));
        return DestinationApiErrors.Message(Manifests.All(
            $"apiVersion: k8srouter.io/v1alpha1\nkind: ObservabilityDestination\nmetadata: {{name: x, namespace: team-a}}\nspec:\n{indented}"));
    }
}
