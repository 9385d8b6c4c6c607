using System.Text.Json.Nodes;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Crds.References;
using K8sRouter.Operator.Commands;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Compilation.Destinations;

namespace K8sRouter.Operator.Tests.Compilation;

public sealed class DestinationTests
{
    [Fact]
    public void A_webhook_is_accepted_with_its_headers_masked_and_its_secrets_in_files()
    {
        var spec = Given.Webhook with
        {
            ContentMode = ContentMode.Full,
            SecretConfig = [new() { Field = "headers.X-Token", Name = "hook", Key = "token" }],
        };
        var result = WorkspaceCompiler.Compile(Given.Input(Given.Provider()).WithDestinations(Given.Destination("hook", spec))
            .WithSecrets(Given.Secret(Given.Team, "hook", "destination", "token", "t-1")));

        var entry = Assert.Single(result.Config.Broadcast.Destinations);
        Assert.Equal("Full", entry.ContentMode);
        Assert.Equal("********", entry.Config["headers.X-Token"]);
        Assert.Equal("https://hooks.example/traces", entry.Config["url"]);
        Assert.Equal("t-1", result.CredentialFiles[entry.SecretFiles["headers.X-Token"]]);
        Assert.True(Guid.TryParse(entry.Id, out _));
    }

    public static TheoryData<ObservabilityDestinationSpec, string> Unserved => new()
    {
        { Given.Webhook with { SecretConfig = [new() { Field = "headers.X-Token", Name = "absent", Key = "token" }] }, "SecretNotFound" },
    };

    [Theory]
    [MemberData(nameof(Unserved))]
    public void What_cant_be_served_as_it_says_isnt_served_and_is_said(ObservabilityDestinationSpec spec, string reason)
    {
        var result = WorkspaceCompiler.Compile(Given.Input(Given.Provider()).WithDestinations(Given.Destination("one", spec)));

        Assert.Empty(result.Config.Broadcast.Destinations);
        Assert.Equal(reason, Assert.Single(result.Report.Destinations).Reason);
        Assert.Equal("ObservabilityDestination team-a/one", Assert.Single(result.Report.Notices).Subject);
    }

    public static TheoryData<string> Types => [.. DestinationTypes.All.Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_type_is_served(string type) =>
        Assert.Single(WorkspaceCompiler.Compile(Given.Input(Given.Provider()).WithDestinations(Given.Destination("one", new() { Type = type }))).Config.Broadcast.Destinations);

    [Theory]
    [InlineData("webhook", "url", "https://hooks.example/t-secret", true)]
    [InlineData("webhook", "url", "http://hooks.example/t-secret", false)]
    [InlineData("webhook", "url", "t-secret", false)]
    [InlineData("sentry", "dsn", "https://key@o1.ingest.sentry.io/42", true)]
    [InlineData("sentry", "dsn", "https://sentry.io/t-secret", false)]
    public void A_secret_that_no_validator_sees_is_checked_when_it_is_read_and_never_told(string type, string field, string value, bool accepted)
    {
        var spec = new ObservabilityDestinationSpec { Type = type, SecretConfig = [new() { Field = field, Name = "hook", Key = "key" }] };
        var result = WorkspaceCompiler.Compile(Given.Input(Given.Provider()).WithDestinations(Given.Destination("one", spec))
            .WithSecrets(Given.Secret(Given.Team, "hook", "destination", "key", value)));

        var finding = Assert.Single(result.Report.Destinations);
        Assert.Equal((accepted, accepted ? "Accepted" : "Invalid"), (finding.Accepted, finding.Reason));
        Assert.DoesNotContain("t-secret", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Filter_rules_reach_the_sidecars_that_know_them_alone()
    {
        var spec = Given.Webhook with
        {
            FilterRules = new()
            {
                Groups =
                [
                    new() { Rules = [new() { Field = "model", OperatorProperty = "starts_with", Value = "openai/" }, new() { Field = "user_id", OperatorProperty = "exists" }] },
                    new() { Logic = "or", Rules = [new() { Field = "total_cost", OperatorProperty = "gt", Value = "0.10" }] },
                ],
            },
        };

        var config = Compile(spec).Config;

        Assert.Equal(["destinationFilterRules"], config.MustUnderstand);
        Assert.Equal(
            """{"groups":[{"logic":"and","rules":[{"field":"model","operator":"starts_with","value":"openai/"},{"field":"user_id","operator":"exists"}]},"""
            + """{"logic":"or","rules":[{"field":"total_cost","operator":"gt","value":"0.10"}]}]}""",
            JsonNode.Parse(RouterConfigSerializer.Serialize(config))!["broadcast"]!["destinations"]![0]!["filterRules"]!.ToJsonString());
        Assert.Equal(
            RouterConfigSerializer.Serialize(config),
            RouterConfigSerializer.Serialize(RouterConfigSerializer.Deserialize(RouterConfigSerializer.Serialize(config))));
    }

    public static TheoryData<FilterRules?> NoRules =>
    [
        null,
        new FilterRules(),
        new FilterRules { Groups = [] },
        new FilterRules { Enabled = false, Groups = [new() { Rules = [new() { Field = "model", OperatorProperty = "exists" }] }] },
    ];

    [Theory]
    [MemberData(nameof(NoRules))]
    public void Rules_that_are_absent_or_switched_off_ask_nothing_of_a_sidecar(FilterRules? rules)
    {
        var config = Compile(Given.Webhook with { FilterRules = rules }).Config;

        Assert.Null(Assert.Single(config.Broadcast.Destinations).FilterRules);
        Assert.Empty(config.MustUnderstand);
    }

    [Fact]
    public void Nothing_is_added_to_a_configuration_without_them()
    {
        var json = JsonNode.Parse(RouterConfigSerializer.Serialize(Compile(Given.Webhook).Config))!;
        var destination = json["broadcast"]!["destinations"]![0]!.AsObject();

        Assert.DoesNotContain("filterRules", destination.Select(field => field.Key));
        Assert.DoesNotContain("contentPlace", destination.Select(field => field.Key));
    }

    [Fact]
    public void What_a_destination_declares_and_requires_is_told_and_a_requirement_must_be_understood()
    {
        var plain = Compile(Given.Webhook).Config;
        var declared = Compile(Given.Webhook with { ZeroRetention = true, Required = true }).Config;

        Assert.Equal(((bool?)null, (bool?)null), (plain.Broadcast.Destinations[0].ZeroRetention, plain.Broadcast.Destinations[0].Required));
        Assert.Empty(plain.MustUnderstand);
        Assert.Equal(((bool?)true, (bool?)true), (declared.Broadcast.Destinations[0].ZeroRetention, declared.Broadcast.Destinations[0].Required));
        Assert.Equal(["requiredDestinations"], declared.MustUnderstand);
        Assert.Empty(Compile(Given.Webhook with { ZeroRetention = true }).Config.MustUnderstand);
    }

    [Fact]
    public void A_reference_leads_to_the_store_of_the_logged_content()
    {
        var config = Compile(Given.Webhook with { ContentMode = ContentMode.Reference }).Config;
        var records = new StoreSettings { Bucket = "records", Prefix = "p" };

        Assert.Equal("Reference", Assert.Single(config.Broadcast.Destinations).ContentMode);
        Assert.Null(Place(config));
        Assert.Equal("gs://records/p", Place(ContentPlaces.Apply(config with { Store = records })));
        Assert.Equal("gs://prompts", Place(ContentPlaces.Apply(config with
        {
            Store = records,
            InputOutputLogging = config.InputOutputLogging with { Store = new() { Bucket = "prompts", Prefix = "" } },
        })));
        Assert.Null(Place(ContentPlaces.Apply(Compile(Given.Webhook).Config with { Store = records })));

        static string? Place(RouterConfig config) => config.Broadcast.Destinations[0].ContentPlace;
    }

    [Fact]
    public void A_host_in_a_secret_must_lie_where_the_destination_is_declared_to_and_isnt_named()
    {
        var spec = new ObservabilityDestinationSpec
        {
            Type = "otel-collector",
            Location = DataRegion.Europe,
            Config = new Dictionary<string, string>(),
            SecretConfig = [new() { Field = "endpoint", Name = "hook", Key = "token" }],
        };
        CompilationResult With(string url) => WorkspaceCompiler.Compile(Given.Input(Given.Provider()).WithDestinations(Given.Destination("one", spec))
            .WithSecrets(Given.Secret(Given.Team, "hook", "destination", "token", url)));

        Assert.True(Assert.Single(With("https://otlp.datadoghq.eu/v1/traces").Report.Destinations).Accepted);
        var refused = With("https://otlp.datadoghq.com/v1/traces?key=canary");
        Assert.Empty(refused.Config.Broadcast.Destinations);
        Assert.Empty(refused.CredentialFiles);
        var finding = Assert.Single(refused.Report.Destinations);
        Assert.Equal("OutsideRegion", finding.Reason);
        Assert.Contains("lies in the US; declare location: Us", finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_text_of_a_workspace_says_which_filter_applies()
    {
        var spec = Given.Webhook with
        {
            FilterRules = new()
            {
                Groups =
                [
                    new() { Rules = [new() { Field = "model", OperatorProperty = "starts_with", Value = "openai/" }, new() { Field = "user_id", OperatorProperty = "exists" }] },
                    new() { Logic = "or", Rules = [new() { Field = "finish_reason", OperatorProperty = "equals", Value = "error" }, new() { Field = "total_cost", OperatorProperty = "gt", Value = "0.10" }] },
                ],
            },
        };

        Assert.Contains(
            "  filter    one: model starts_with \"openai/\" and user_id exists and (finish_reason equals \"error\" or total_cost gt 0.10)\n",
            WorkspaceText.Render(Compile(spec)), StringComparison.Ordinal);
        Assert.DoesNotContain("filter", WorkspaceText.Render(Compile(Given.Webhook)), StringComparison.Ordinal);
    }

    private static CompilationResult Compile(ObservabilityDestinationSpec spec) =>
        WorkspaceCompiler.Compile(Given.Input(Given.Provider()).WithDestinations(Given.Destination("one", spec)));

    [Theory]
    [InlineData(DataRegion.Europe, DataRegion.Europe, true)]
    [InlineData(DataRegion.Europe, DataRegion.Us, false)]
    [InlineData(DataRegion.Europe, null, false)]
    [InlineData(DataRegion.Us, DataRegion.Us, true)]
    [InlineData(DataRegion.Us, DataRegion.Global, false)]
    [InlineData(DataRegion.Global, null, true)]
    public void A_destination_must_lie_in_the_workspaces_region(DataRegion workspace, DataRegion? location, bool accepted)
    {
        var result = WorkspaceCompiler.Compile(Given.Input(Given.Provider()).WithPolicy(new() { Region = workspace })
            .WithDestinations(Given.Destination("one", Given.Webhook with { Location = location })));

        var finding = Assert.Single(result.Report.Destinations);
        Assert.Equal(accepted, finding.Accepted);
        Assert.Equal(accepted ? "Accepted" : "OutsideRegion", finding.Reason);
    }

    [Fact]
    public void The_sixth_of_a_type_in_order_of_creation_is_too_many()
    {
        var destinations = Enumerable.Range(0, 6).Select(i => Given.Destination($"d{i}", created: Given.Now.AddMinutes(-i)))
            .Append(Given.Destination("collector", new() { Type = "otel-collector", Config = new Dictionary<string, string>() })).ToArray();

        var result = WorkspaceCompiler.Compile(Given.Input(Given.Provider()).WithDestinations(destinations));

        Assert.Equal(["collector", "d1", "d2", "d3", "d4", "d5"], result.Config.Broadcast.Destinations.Select(entry => entry.Name));
        Assert.Equal("LimitExceeded", result.Report.Destinations.Single(finding => finding.Name == "d0").Reason);
    }

    [Fact]
    public void Two_fields_never_share_a_file()
    {
        var spec = Given.Webhook with
        {
            SecretConfig =
            [
                new() { Field = "headers.X!A", Name = "hook", Key = "token" },
                new() { Field = "headers.X#A", Name = "hook", Key = "token" },
            ],
        };
        var result = WorkspaceCompiler.Compile(Given.Input(Given.Provider()).WithDestinations(Given.Destination("hook", spec))
            .WithSecrets(Given.Secret(Given.Team, "hook", "destination", "token", "t-1")));

        Assert.Equal("Invalid", Assert.Single(result.Report.Destinations).Reason);
        Assert.Empty(result.CredentialFiles);
    }
}
