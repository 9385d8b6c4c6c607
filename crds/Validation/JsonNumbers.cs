using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace K8sRouter.Crds.Validation;

/// <summary>Numbers of a JSON tree, however they came into it.</summary>
internal static class JsonNumbers
{
    /// <summary>The number; null where the value isn't one, or no decimal holds it.</summary>
    public static decimal? Of(JsonValue value)
    {
        if (value.GetValueKind() != JsonValueKind.Number)
            return null;
        var isDecimal = decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
        return isDecimal ? number : null;
    }
}
