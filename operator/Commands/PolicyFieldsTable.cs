using System.Globalization;
using System.Text;
using K8sRouter.Operator.Compilation.Policies;

namespace K8sRouter.Operator.Commands;

/// <summary>The table of policy fields as Markdown, from the very rows that merge them.</summary>
internal static class PolicyFieldsTable
{
    public static string Render()
    {
        var text = new StringBuilder("| field | merged by | without an opinion | meaning |\n| --- | --- | --- | --- |\n");
        foreach (var field in PolicyFields.All)
        {
            text.Append(CultureInfo.InvariantCulture, $"| `{field.Path}` | {Name(field.Operator)} ");
            text.Append(CultureInfo.InvariantCulture, $"| {field.WhenAbsent} | {field.Meaning} |\n");
        }
        return text.ToString();
    }

    private static string Name(MergeOperator mergeOperator) => mergeOperator switch
    {
        MergeOperator.Min => "min",
        MergeOperator.And => "and",
        MergeOperator.Or => "or",
        MergeOperator.Intersect => "intersect",
        MergeOperator.Union => "union",
        _ => "owner-only",
    };
}
