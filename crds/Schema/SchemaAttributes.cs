using System.Reflection;

namespace K8sRouter.Crds.Schema;

/// <summary>
/// Applies the attributes of a property to its schema: those of lists to the list, rules to the value as a whole, all others to
/// what it holds.
/// </summary>
internal static class SchemaAttributes
{
    public static SchemaNode Apply(PropertyInfo property, SchemaNode schema)
    {
        schema = schema with { Rules = [.. schema.Rules, .. Rules(property)] };
        if (schema.Items is { } items)
            return ApplyList(property, schema with { Items = ApplyValue(property, items) });
        if (schema.AdditionalProperties is { } values)
        {
            return schema with
            {
                AdditionalProperties = ApplyValue(property, values),
                MaxProperties = property.GetCustomAttribute<EntriesAttribute>()?.Max,
            };
        }
        return ApplyValue(property, schema);
    }

    /// <summary>The rules of a property or type, in an order that doesn't depend on reflection's.</summary>
    public static IEnumerable<ValidationRule> Rules(MemberInfo member) =>
        member.GetCustomAttributes<ValidationRuleAttribute>(inherit: false)
            .OrderBy(attribute => attribute.Rule, StringComparer.Ordinal)
            .Select(attribute => new ValidationRule(attribute.Rule, attribute.Message));

    private static SchemaNode ApplyList(PropertyInfo property, SchemaNode schema)
    {
        var list = property.GetCustomAttribute<ItemsAttribute>()
            ?? throw new InvalidOperationException(
                $"{property.DeclaringType}.{property.Name} is a list without {nameof(ItemsAttribute)}.");
        return schema with
        {
            MinItems = list.Min == 0 ? null : list.Min,
            MaxItems = list.Max,
            EmptyMust = list.EmptyMust,
            ListKind = list.Kind,
            ListMapKeys = list.Keys,
        };
    }

    private static SchemaNode ApplyValue(PropertyInfo property, SchemaNode schema)
    {
        foreach (var attribute in property.GetCustomAttributes())
        {
            schema = attribute switch
            {
                TextAttribute text => schema with
                {
                    MinLength = text.MinLength == 0 ? null : text.MinLength,
                    MaxLength = text.MaxLength,
                    Pattern = text.Pattern,
                    Must = text.Must,
                },
                NumberAttribute number => schema with { Minimum = number.Minimum, Maximum = number.Maximum },
                OneOfAttribute words => schema with { Enum = words.Values },
                NeverQuotedAttribute => schema with { NeverQuoted = true },
                ResourceNameAttribute =>
                    Text(schema, ResourceNameAttribute.MaxLength, ResourceNameAttribute.Pattern, ResourceNameAttribute.Must),
                SecretKeyNameAttribute =>
                    Text(schema, SecretKeyNameAttribute.MaxLength, SecretKeyNameAttribute.Pattern, SecretKeyNameAttribute.Must)
                        with
                    { NeverQuoted = true },
                CountryAttribute => Text(schema, 2, CountryAttribute.Pattern, CountryAttribute.Must) with { Country = true },
                PriceAttribute => Text(schema, PriceAttribute.MaxLength, PriceAttribute.Pattern, PriceAttribute.Must),
                LinkAttribute => Text(schema, LinkAttribute.MaxLength, LinkAttribute.Pattern, LinkAttribute.Must),
                PathTemplateAttribute =>
                    Text(schema, PathTemplateAttribute.MaxLength, PathTemplateAttribute.Pattern, PathTemplateAttribute.Must),
                _ => schema,
            };
        }
        return schema;
    }

    private static SchemaNode Text(SchemaNode schema, int maxLength, string pattern, string must) =>
        schema with { MaxLength = maxLength, Pattern = pattern, Must = must };
}
