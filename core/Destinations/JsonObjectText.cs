using K8sRouter.Core.Json;

namespace K8sRouter.Core.Destinations;

/// <summary>Attributes whose value is the text of a JSON object of numbers.</summary>
internal static class JsonObjectText
{
    public static void Write(JsonBuffer target, params ReadOnlySpan<(string Name, double Value)> numbers)
    {
        target.Reset();
        var fields = new JsonFields(target);
        foreach (var (name, value) in numbers)
            fields.Number(name, value);
        fields.End();
    }
}
