using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Tests.Compilation;

namespace K8sRouter.Operator.Tests.Webhooks.Admission;

public sealed class AdmissionWarningTests
{
    [Theory]
    [InlineData("training: {paidModels: Allow}", "spec.training.paidModels: prompts may be sent to providers that train on them")]
    [InlineData("training: {freeModels: Allow}", "spec.training.freeModels: prompts to free models may be sent to providers that train on them")]
    [InlineData("publication: {freeModels: Allow}", "spec.publication.freeModels: prompts to free models may be sent to providers that publish them")]
    [InlineData("dataUse: {enabled: true}", "spec.dataUse.enabled: the platform may use prompts and completions for purposes of its own")]
    [InlineData("inputOutputLogging: {enabled: true, required: true, samplingRate: 0.5}", "spec.inputOutputLogging.samplingRate: logging is required, yet calls outside the sample are answered without being logged")]
    [InlineData("inputOutputLogging: {enabled: true}", "spec.inputOutputLogging.retentionDays: absent: the content of calls is kept for 90 days, in a bucket only if its lifecycle rule says so")]
    [InlineData("inputOutputLogging: {enabled: true}", "spec.store: absent: what is logged stays on the disk of each pod and goes with it")]
    [InlineData("inputOutputLogging: {retentionDays: 4000}", "spec.inputOutputLogging.retentionDays: the content of calls is kept for more than ten years")]
    [InlineData("events: {redis: {address: 'redis:6379', tls: false}}", "spec.events.redis.tls: events cross the network readable")]
    [InlineData("region: Us", "spec.retention: absent, and no floor says it: providers may keep prompts for any time")]
    [InlineData("providers: {allow: [openai, openal]}", "spec.providers.allow[1]: there is no ModelProvider \"openal\" (yet). Did you mean openai?")]
    [InlineData("models: {ignore: [acme/ona]}", "spec.models.ignore[0]: no model matches \"acme/ona\" (yet). Did you mean acme/one?")]
    [InlineData("models: {allow: ['zeta/*', 'acme/*']}", "spec.models.allow[0]: no model matches \"zeta/*\" (yet)")]
    [InlineData("credentials: [{provider: acme, name: a, key: b}]", "spec.credentials[0]: there is no ModelProvider \"acme\" (yet)")]
    public void A_risky_policy_is_allowed_with_a_warning(string spec, string warning) =>
        Warns(Policy(spec), warning, new() { Providers = [Given.Provider("openai")] });

    [Theory]
    [InlineData("auth: {credential: {name: a, key: b}, deliverTo: {namespaceSelector: {}}}", "spec.auth.deliverTo.namespaceSelector: selects every namespace: whoever may read Secrets in any workspace can read the platform's key")]
    [InlineData("dataPolicy: {confirmed: true, training: false, publication: false}", "spec.dataPolicy.retentionDays: absent: not known, which counts as keeping prompts without limit")]
    [InlineData("dataPolicy: {confirmed: true, training: false, publication: false}", "spec.dataPolicy.maxAgeDays: absent: the facts never age; 180 makes somebody check them again")]
    [InlineData("dataPolicy: {verifiedAt: '2026-11-01', maxAgeDays: 1000}", "spec.dataPolicy.maxAgeDays: the facts are trusted for more than a year without being checked again")]
    [InlineData("dataPolicy: {verifiedAt: '2027-01-01'}", "spec.dataPolicy.verifiedAt: lies in the future")]
    [InlineData("dataPolicy: {verifiedAt: '2026-01-01', maxAgeDays: 30}", "spec.dataPolicy.verifiedAt: is more than 30 days ago: the facts count as unconfirmed")]
    public void A_risky_provider_is_allowed_with_a_warning(string spec, string warning) => Warns(
        $$"""
        apiVersion: k8srouter.io/v1alpha1
        kind: ModelProvider
        metadata: {name: openai}
        spec:
          upstreams: [{apis: [chat], protocol: OpenAI, baseUrl: "https://api.openai.com/v1"}]
          models: [{name: openai/gpt-5}]
          {{spec}}
        """, warning);

    [Fact]
    public void A_provider_without_TLS_is_allowed_with_a_warning() => Warns(
        """
        apiVersion: k8srouter.io/v1alpha1
        kind: ModelProvider
        metadata: {name: local}
        spec:
          upstreams: [{apis: [chat], protocol: OpenAI, baseUrl: "http://vllm.models.svc:8000/v1", allowPlaintext: true}]
          models: [{name: acme/assistant}]
        """, "spec.upstreams: allowPlaintext: prompts and credentials cross the network readable");

    [Theory]
    [InlineData("{type: otel-collector, allowPlaintext: true, config: {endpoint: 'http://collector:4318'}}", "spec.allowPlaintext: traces and credentials cross the network readable")]
    [InlineData("{type: otel-collector, contentMode: Full, config: {endpoint: 'https://a.example'}}", "spec.contentMode: Full: prompts and completions are sent to a destination whose location isn't declared")]
    public void A_risky_destination_is_allowed_with_a_warning(string spec, string warning) => Warns(Destination("traces", spec), warning);

    [Fact]
    public void A_sixth_destination_of_a_type_is_allowed_with_a_warning()
    {
        var five = Enumerable.Range(1, 5)
            .Select(i => Review.Typed<ObservabilityDestination>(Destination($"traces-{i}", "{type: otel-collector, config: {endpoint: 'https://a.example'}}"))).ToList();

        Warns(Destination("traces-6", "{type: otel-collector, config: {endpoint: 'https://a.example'}}"), "spec.type: the workspace has 5 others of type otel-collector; the oldest 5 take part", new() { Destinations = five });
        Assert.Empty(Review.Warnings(Review.Create(Destination("traces-5", "{type: otel-collector, config: {endpoint: 'https://a.example'}}"), new FakeAdmissionContext { Destinations = five })));
    }

    [Fact]
    public void A_destination_outside_the_workspaces_region_is_allowed_with_a_warning()
    {
        var context = new FakeAdmissionContext { Policies = [Review.Typed<WorkspacePrivacyPolicy>(Policy("region: Europe"))] };

        Warns(Destination("traces", "{type: otel-collector, location: Us, config: {endpoint: 'https://a.example'}}"),
            "spec.location: nothing is sent there: WorkspacePrivacyPolicy team-a/default keeps the workspace's data in Europe", context);
    }

    [Theory]
    [InlineData("training: {paidModels: Deny}", "training: {paidModels: Allow}", "spec.training.paidModels: has no effect")]
    [InlineData("retention: {maxDays: 7}", "retention: {maxDays: 30}", "spec.retention.maxDays: has no effect")]
    [InlineData("zeroDataRetention: {required: true}", "zeroDataRetention: {required: false}", "spec.zeroDataRetention.required: has no effect")]
    [InlineData("providers: {allow: [openai]}", "providers: {allow: [openai, groq]}", "spec.providers.allow[1]: has no effect")]
    [InlineData("region: Europe", "region: Global", "spec.region: has no effect")]
    [InlineData("region: Europe", "region: Us", "spec.region: nothing is allowed")]
    [InlineData("inputOutputLogging: {enabled: true, required: true}", "inputOutputLogging: {enabled: false}", "spec.inputOutputLogging.enabled: every call is refused")]
    [InlineData("inputOutputLogging: {enabled: true, required: true}", "inputOutputLogging: {enabled: true, samplingRate: 0.1}", "spec.inputOutputLogging: a smaller sample or fewer keys have no effect")]
    public void A_setting_that_is_looser_than_the_floor_is_allowed_with_a_warning(string floor, string workspace, string warning)
    {
        var context = new FakeAdmissionContext { Floor = Review.Typed<WorkspacePrivacyPolicy>(Policy(floor, "k8srouter-system")), Providers = [Given.Provider("openai"), Given.Provider("groq")] };

        var warnings = Review.Warnings(Review.Create(Policy(workspace), context));

        Assert.Contains(warnings, text => text.StartsWith(warning, StringComparison.Ordinal) && text.Contains("k8srouter-system/default", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("training: {paidModels: Allow}", "training: {paidModels: Deny}")]
    [InlineData("retention: {maxDays: 30}", "retention: {maxDays: 7}")]
    [InlineData("retention: {maxDays: 30}", "retention: {maxDays: 30}")]
    [InlineData("region: Global, retention: {maxDays: 1}", "region: Europe")]
    [InlineData("providers: {allow: [openai, groq]}, retention: {maxDays: 1}", "providers: {allow: [groq]}")]
    public void A_setting_that_is_stricter_than_the_floor_has_no_warning(string floor, string workspace)
    {
        var context = new FakeAdmissionContext { Floor = Review.Typed<WorkspacePrivacyPolicy>(Policy("{" + floor + "}", "k8srouter-system")), Providers = [Given.Provider("openai"), Given.Provider("groq")] };

        Assert.DoesNotContain(Review.Warnings(Review.Create(Policy(workspace), context)), text => text.Contains("k8srouter-system", StringComparison.Ordinal));
    }

    [Fact]
    public void What_other_objects_say_is_not_guessed_before_all_are_known()
    {
        var warnings = Review.Warnings(Review.Create(Policy("providers: {allow: [openai]}"), new FakeAdmissionContext { IsSynced = false }));

        Assert.Empty(warnings);
    }

    [Fact]
    public void Warnings_stay_within_the_API_servers_bounds()
    {
        var names = string.Join(", ", Enumerable.Range(0, 100).Select(i => $"provider-{i}-{new string('x', 40)}"));

        var warnings = Review.Warnings(Review.Create(Policy($"providers: {{allow: [{names}]}}")));

        Assert.Equal(16, warnings.Length);
        Assert.All(warnings, warning => Assert.True(warning.Length < 256));
        Assert.StartsWith("and 86 more", warnings[^1], StringComparison.Ordinal);
    }

    private static void Warns(string yaml, string warning, FakeAdmissionContext? context = null)
    {
        var response = Review.Create(yaml, context);

        Assert.True(Review.Allowed(response), response.ToJsonString());
        Assert.Contains(warning, Review.Warnings(response));
    }

    private static string Policy(string spec, string ns = "team-a") =>
        $"apiVersion: k8srouter.io/v1alpha1\nkind: WorkspacePrivacyPolicy\nmetadata: {{name: default, namespace: {ns}}}\nspec: {(spec.StartsWith('{') ? spec : $"{{{spec}}}")}\n";

    private static string Destination(string name, string spec) =>
        $"apiVersion: k8srouter.io/v1alpha1\nkind: ObservabilityDestination\nmetadata: {{name: {name}, namespace: team-a}}\nspec: {spec}\n";
}
