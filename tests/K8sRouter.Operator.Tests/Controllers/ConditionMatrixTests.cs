using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Crds.Schema;
using K8sRouter.Crds.WorkspacePrivacyPolicies;

namespace K8sRouter.Operator.Tests.Controllers;

/// <summary>Every condition in every situation that has a reason of its own, and that what is documented is what is said.</summary>
public sealed partial class ConditionMatrixTests
{
    private static readonly IReadOnlyDictionary<string, IReadOnlyList<Scenario>> Kinds = new Dictionary<string, IReadOnlyList<Scenario>>
    {
        ["provider"] = ProviderScenarios.All,
        ["policy"] = PolicyScenarios.All,
        ["destination"] = DestinationScenarios.All,
    };

    private static IEnumerable<Scenario> All => Kinds.Values.SelectMany(list => list);

    public static TheoryData<string, string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string, string>();
            foreach (var (kind, scenarios) in Kinds)
            {
                foreach (var scenario in scenarios)
                    rows.Add(kind, scenario.Name, scenario.Expected);
            }
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_situation_has_its_status_and_reason(string kind, string name, string expected)
    {
        var scenario = Kinds[kind].Single(scenario => scenario.Name == name);
        Assert.Equal(expected, Scenario.Text(scenario.Find()));
    }

    [Fact]
    public void Every_reason_is_reached_by_some_situation()
    {
        var reached = All.Select(scenario => scenario.Find().Reason).ToHashSet();
        Assert.Empty(Reasons().Select(field => (string)field.GetRawConstantValue()!).Except(reached));
    }

    [Fact]
    public void Every_reason_documents_the_type_and_the_status_that_bear_it()
    {
        var documentation = XDocument.Load(Path.ChangeExtension(typeof(ConditionReasons).Assembly.Location, ".xml"))
            .Descendants("member").ToDictionary(member => (string)member.Attribute("name")!, member => member.Value);
        foreach (var condition in All.SelectMany(scenario => scenario.Conditions().Conditions!).DistinctBy(Scenario.Text))
        {
            if (condition.Type == ConditionTypes.Ready || condition.Reason == ConditionReasons.Pending)
                continue;
            var text = documentation[$"F:{typeof(ConditionReasons).FullName}.{condition.Reason}"];
            Assert.True(Regex.IsMatch(text, $@"\b{condition.Type}\b"), $"{condition.Reason} isn't documented for {condition.Type}");
            Assert.True(Regex.IsMatch(text, $@"\b{condition.Status}\b"), $"{condition.Reason} isn't documented as {condition.Status}");
        }
    }

    [Theory]
    [InlineData("provider", typeof(ModelProvider))]
    [InlineData("policy", typeof(WorkspacePrivacyPolicy))]
    [InlineData("destination", typeof(ObservabilityDestination))]
    public void Every_situation_says_every_condition_that_the_kind_begins_with(string kind, Type type)
    {
        var initial = type.GetCustomAttribute<InitialConditionsAttribute>()!.Types.Order();
        foreach (var scenario in Kinds[kind])
            Assert.Equal(initial, scenario.Conditions().Conditions!.Select(condition => condition.Type).Order());
    }

    [Fact]
    public void Messages_are_sentences_and_hold_no_secret()
    {
        foreach (var condition in All.SelectMany(scenario => scenario.Conditions().Conditions!))
        {
            Assert.DoesNotContain(StatusGiven.Canary, condition.Message, StringComparison.Ordinal);
            Assert.Matches(Sentence(), condition.Message);
            Assert.Matches("^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$", condition.Reason);
        }
    }

    /// <summary>What kstatus makes of the conditions: current only if Ready is, and for the spec that was looked at.</summary>
    [Fact]
    public void Every_condition_says_which_generation_was_looked_at()
    {
        Assert.All(StatusGiven.Of(Compilation.Given.Provider()).Conditions!, condition => Assert.Equal(3, condition.ObservedGeneration));
        Assert.Equal(3, StatusGiven.Of(Compilation.Given.Provider()).ObservedGeneration);
        Assert.All(StatusGiven.Policy(null).Conditions!, condition => Assert.Equal(7, condition.ObservedGeneration));
    }

    private static FieldInfo[] Reasons() => typeof(ConditionReasons).GetFields(BindingFlags.Public | BindingFlags.Static);

    [GeneratedRegex(@"^([A-Z]|spec\.).*\.$", RegexOptions.Singleline)]
    private static partial Regex Sentence();
}
