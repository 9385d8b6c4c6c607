using System.Text;
using System.Text.Json.Nodes;
using K8sRouter.Crds.Generation;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Controllers.Conditions;
using K8sRouter.Operator.Controllers.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Sidecars;
using K8sRouter.Operator.Tests.Compilation;
using K8sRouter.Operator.Tests.Samples;
using static K8sRouter.Operator.Tests.Controllers.StatusGiven;

namespace K8sRouter.Operator.Tests.Controllers;

/// <summary>Whole statuses, as <c>kubectl get -o yaml</c> shows them.</summary>
public sealed class StatusGoldenTests
{
    [Fact]
    public void A_provider() => Expect("provider.yaml", Given.Provider(), Of(Given.Provider(
        dataPolicy: Given.Harmless with { RetentionDays = 30, VerifiedAt = "2026-11-01", MaxAgeDays = 90 },
        auth: Given.Auth(new V1LabelSelector())), PlatformSecret()));

    [Fact]
    public void An_invalid_provider() => Expect("provider-invalid.yaml", Given.Provider(), Of(Given.Provider(), [Problem]));

    [Fact]
    public void A_policy_with_exclusions_and_a_store()
    {
        var strict = new WorkspacePrivacyPolicySpec
        {
            Store = Store,
            Retention = new RetentionRules { MaxDays = 0 },
            InputOutputLogging = new InputOutputLoggingRules { Enabled = true, SamplingRate = 0.1m },
            Credentials = [new() { Provider = "absent", Name = "key", Key = "apiKey" }],
        };
        var keeping = Given.Provider("keeps", Given.Harmless with { RetentionDays = 30 }, auth: Given.Auth(new V1LabelSelector()));
        var input = Given.Input(Given.Provider(), keeping).WithPolicy(strict);
        var stored = Sidecar() with { Records = RecordsState.Stored };
        var old = Sidecar("web-2") with { Revision = new string('a', 64) };
        Expect("policy.yaml", input.Policy!, Policy(View(input, stored, old)));
    }

    [Fact]
    public void An_invalid_policy_closes_its_workspace()
    {
        var input = Input() with { Policy = Given.Policy(Given.Team, new()), PolicyIsInvalid = true };
        var status = Policy(View(input, Sidecar()), Problem);
        Assert.Equal(0, status.AllowedEndpoints);
        Expect("policy-invalid.yaml", input.Policy!, status);
    }

    [Fact]
    public void The_floor() => Expect("floor.yaml", Given.Policy(Given.System, new()), Policy(null));

    [Fact]
    public void A_destination() => Expect(
        "destination.yaml", Given.Destination("hook"),
        Destination(View(Input().WithDestinations(Given.Destination("hook")), Sending(DestinationSending.Failing, "http_401"))));

    private static void Expect(string name, IKubernetesObject entity, object status) =>
        Sample.Expect(Path.Combine("statuses", name), YamlWriter.Write(
            JsonNode.Parse(Encoding.UTF8.GetString(StatusPatch.Of(entity, status).Content.Span))!));
}
