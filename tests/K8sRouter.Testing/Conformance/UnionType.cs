using System.Text.Json;

namespace K8sRouter.Testing.Conformance;

/// <summary>One of several types.</summary>
internal sealed record UnionType(IReadOnlyList<SchemaType> Alternatives) : SchemaType
{
    public override void Validate(JsonElement value, string path, SchemaContext context)
    {
        List<string>? fewest = null;
        foreach (var alternative in Alternatives)
        {
            var attempt = context with { Problems = [] };
            alternative.Validate(value, path, attempt);
            if (attempt.Problems.Count == 0)
                return;
            // The alternative that came closest says best what is wrong: a deeper problem beats "expected null".
            if (fewest is null || attempt.Problems.Max(p => p.IndexOf(':')) > fewest.Max(p => p.IndexOf(':')))
                fewest = attempt.Problems;
        }
        context.Problems.AddRange(fewest!);
    }
}
