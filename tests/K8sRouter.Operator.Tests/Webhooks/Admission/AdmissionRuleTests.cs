using System.Text.Json.Nodes;

namespace K8sRouter.Operator.Tests.Webhooks.Admission;

public sealed class AdmissionRuleTests
{
    private const string Broken =
        """
        apiVersion: k8srouter.io/v1alpha1
        kind: ObservabilityDestination
        metadata: {name: traces, namespace: team-a, finalizers: [example.com/hold]}
        spec: {type: langfuse, contentMode: Some}
        """;

    [Fact]
    public void Every_problem_is_named_at_once_with_its_path_and_the_APIs_own_reasons()
    {
        var response = Review.Create(Broken);

        Assert.False(Review.Allowed(response));
        var status = response["status"]!;
        Assert.Equal(422, (int)status["code"]!);
        Assert.Equal("Invalid", (string?)status["reason"]);
        var causes = status["details"]!["causes"]!.AsArray().Select(cause => ($"{cause!["field"]}", $"{cause["reason"]}")).ToList();
        Assert.Contains(("spec.contentMode", "FieldValueNotSupported"), causes);
        Assert.Contains(("spec.config.publicKey", "FieldValueRequired"), causes);
        Assert.All(causes, cause => Assert.Contains(cause.Item1, (string?)status["message"], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("labels", "{\"team\": \"a\"}")]
    [InlineData("finalizers", "[]")]
    [InlineData("annotations", "{\"note\": \"seen\"}")]
    public void Metadata_of_an_object_whose_stored_spec_is_invalid_can_be_changed(string field, string value)
    {
        var old = Review.Object(Broken);
        var next = old.DeepClone().AsObject();
        next["metadata"]![field] = JsonNode.Parse(value);

        Assert.True(Review.Allowed(Review.Answer(Review.Of(next, old))));
    }

    [Fact]
    public void Its_spec_can_only_be_changed_to_a_valid_one()
    {
        var old = Review.Object(Broken);
        var next = old.DeepClone().AsObject();
        next["spec"]!["displayName"] = "Traces";

        Assert.False(Review.Allowed(Review.Answer(Review.Of(next, old))));
    }

    [Fact]
    public void An_object_that_goes_is_never_held_up()
    {
        var old = Review.Object(Broken);
        var going = old.DeepClone().AsObject();
        going["metadata"]!["deletionTimestamp"] = "2026-11-20T12:00:00Z";
        going["metadata"]!["finalizers"] = new JsonArray();
        going["spec"]!["type"] = "gone";

        Assert.True(Review.Allowed(Review.Answer(Review.Of(going, old))));
        Assert.True(Review.Allowed(Review.Answer(Review.Of(null, old))));
    }

    [Fact]
    public void A_status_written_by_whoever_may_is_not_judged()
    {
        var review = Review.Of(Review.Object(Broken), Review.Object(Broken), "UPDATE");
        review["request"]!["subResource"] = "status";

        Assert.True(Review.Allowed(Review.Answer(review)));
    }

    [Fact]
    public void A_status_of_an_older_operator_does_not_make_the_object_invalid()
    {
        var next = Review.Object("apiVersion: k8srouter.io/v1alpha1\nkind: WorkspacePrivacyPolicy\nmetadata: {name: default, namespace: team-a}\nspec: {region: Us}\n");
        next["status"] = new JsonObject { ["conditions"] = "none yet" };

        Assert.True(Review.Allowed(Review.Answer(Review.Of(next))));
    }

    [Fact]
    public void A_kind_that_is_not_ours_passes()
    {
        var pod = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Pod", ["metadata"] = new JsonObject { ["name"] = "web" } };
        var review = Review.Of(pod);
        review["request"]!["kind"] = new JsonObject { ["group"] = "", ["version"] = "v1", ["kind"] = "Pod" };

        Assert.True(Review.Allowed(Review.Answer(review)));
    }

    [Fact]
    public void The_type_of_a_destination_never_changes()
    {
        var old = Review.Object("apiVersion: k8srouter.io/v1alpha1\nkind: ObservabilityDestination\nmetadata: {name: traces, namespace: team-a}\nspec: {type: webhook, config: {url: 'https://a.example'}}\n");
        var next = old.DeepClone().AsObject();
        next["spec"]!["type"] = "otel-collector";

        var cause = Review.Answer(Review.Of(next, old))["status"]!["details"]!["causes"]!.AsArray()
            .Single(cause => (string?)cause!["field"] == "spec.type")!;

        Assert.Equal("Invalid value: \"otel-collector\": field is immutable: it is \"webhook\"; delete the destination and create another", (string?)cause["message"]);
    }

    [Fact]
    public void A_dry_run_is_judged_like_any_other()
    {
        var review = Review.Of(Review.Object(Broken));
        review["request"]!["dryRun"] = true;

        Assert.False(Review.Allowed(Review.Answer(review)));
    }

    [Fact]
    public void A_value_that_may_be_a_secret_is_not_repeated()
    {
        var response = Review.Create(
            """
            apiVersion: k8srouter.io/v1alpha1
            kind: ObservabilityDestination
            metadata: {name: traces, namespace: team-a}
            spec: {type: langfuse, config: {publicKey: pk, secretKey: sk-lf-very-secret, baseUrl: "https://user:sk-lf-very-secret@a.example"}}
            """);

        Assert.False(Review.Allowed(response));
        Assert.DoesNotContain("sk-lf-very-secret", response.ToJsonString(), StringComparison.Ordinal);
    }
}
