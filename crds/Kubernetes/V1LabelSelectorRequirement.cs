using System.Text.Json.Serialization;
using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.Kubernetes;

/// <summary>One demand on an object's labels.</summary>
[ValidationRule("!(self.operator in ['In', 'NotIn']) || (has(self.values) && self.values.size() > 0)",
    RuleMessages.SelectorValuesMissing)]
[ValidationRule("!(self.operator in ['Exists', 'DoesNotExist']) || !has(self.values) || self.values.size() == 0",
    RuleMessages.SelectorValuesSurplus)]
public sealed record V1LabelSelectorRequirement
{
    /// <summary>Name of the label.</summary>
    [Text(MinLength = 1, MaxLength = 317)]
    public required string Key { get; init; }

    /// <summary><c>In</c>, <c>NotIn</c>, <c>Exists</c> or <c>DoesNotExist</c>.</summary>
    [OneOf("In", "NotIn", "Exists", "DoesNotExist")]
    [JsonPropertyName("operator")]
    public required string OperatorProperty { get; init; }

    /// <summary>Values for <c>In</c> and <c>NotIn</c>; absent for the others.</summary>
    [Items(64)]
    [Text(MaxLength = 63)]
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>Whether the labels meet the demand; an operator that we don't know selects nothing.</summary>
    /// <param name="labels">The object's labels; null: none.</param>
    public bool Matches(IReadOnlyDictionary<string, string>? labels)
    {
        string? value = null;
        var present = labels is not null && labels.TryGetValue(Key, out value);
        return OperatorProperty switch
        {
            "In" => present && Values?.Contains(value!) == true,
            "NotIn" => !present || Values?.Contains(value!) != true,
            "Exists" => present,
            "DoesNotExist" => !present,
            _ => false,
        };
    }
}
