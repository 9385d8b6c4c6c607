using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.Validation;

/// <summary>Holds a tree against a schema and reports every difference, unknown fields included.</summary>
internal sealed class SchemaValidator(SchemaNode root, ProblemList problems)
{
    private readonly UnknownFields _unknownFields = new(root);

    public void Validate(Field field) => Validate(field, root);

    private void Validate(Field field, SchemaNode schema)
    {
        // The API server prunes nulls of optional fields before it looks at them.
        if (!field.IsPresent)
            return;
        var actual = TypeOf(field, schema.Type);
        if (actual != schema.Type)
        {
            problems.TypeInvalid(field, TypeMust(schema.Type, actual));
            return;
        }
        switch (schema.Type)
        {
            case "object":
                ValidateObject(field, schema);
                break;
            case "array":
                ValidateList(field, schema);
                break;
            case "string":
                ValidateText(field, schema);
                break;
            case "integer" or "number":
                ValidateNumber(field, schema);
                break;
        }
    }

    private void ValidateObject(Field field, SchemaNode schema)
    {
        if (schema.AdditionalProperties is { } values)
        {
            var count = ((JsonObject)field.Node!).Count;
            if (count > schema.MaxProperties)
                problems.TooMany(field.Path, count, schema.MaxProperties.Value);
            foreach (var (_, entry) in field.Entries)
            {
                if (entry.IsPresent)
                    Validate(entry, values);
                else
                    problems.TypeInvalid(entry, TypeMust(values.Type, "null"));
            }
            return;
        }
        foreach (var name in schema.Required.Where(name => !field[name].IsPresent))
            problems.Required(field[name].Path);
        foreach (var (name, _) in field.Entries)
        {
            if (schema.Property(name) is { } property)
                Validate(field[name], property);
            else
                problems.UnknownField(field[name].Path, _unknownFields.Suggest(name, schema));
        }
    }

    private void ValidateList(Field field, SchemaNode schema)
    {
        var items = schema.Items!;
        var count = ((JsonArray)field.Node!).Count;
        if (count > schema.MaxItems)
            problems.TooMany(field.Path, count, schema.MaxItems.Value);
        if (count < schema.MinItems)
        {
            var atLeast = schema.MinItems == 1 ? "have at least 1 item" : $"have at least {schema.MinItems} items";
            problems.Invalid(field, $"must {schema.EmptyMust ?? atLeast}", quoted: count == 0);
        }

        var seen = new HashSet<string>();
        foreach (var item in field.Items)
        {
            if (!item.IsPresent)
            {
                problems.TypeInvalid(item, TypeMust(items.Type, "null"));
                continue;
            }
            Validate(item, items);
            if (Identity(item, schema) is { } key && !seen.Add(key.Text!))
                problems.Duplicate(key, quoted: !items.NeverQuoted);
        }
    }

    /// <summary>
    /// What tells an item from the others: the item itself in a set, its key in a list map. No list map of ours has two keys.
    /// </summary>
    private static Field? Identity(Field item, SchemaNode list)
    {
        var field = list.ListKind switch
        {
            ListKind.Set => item,
            ListKind.Map => item[list.ListMapKeys[0]],
            _ => default,
        };
        return field.Text is null ? null : field;
    }

    private void ValidateText(Field field, SchemaNode schema)
    {
        var text = field.Text!;
        var quoted = !schema.NeverQuoted;
        if (schema.Enum is { } words)
        {
            if (!words.Contains(text))
                problems.NotSupported(field, words, quoted);
            return;
        }
        if (text.Length > schema.MaxLength)
            problems.TooLong(field.Path, schema.MaxLength.Value);
        else if (text.Length < schema.MinLength)
            problems.Invalid(field, $"must {schema.Must ?? $"have at least {Characters(schema.MinLength.Value)}"}", quoted);
        else if (schema.Pattern is { } pattern && !Regex.IsMatch(text, ToEndOfText(pattern), RegexOptions.CultureInvariant))
            problems.Invalid(field, $"must {schema.Must ?? $"match {pattern}"}", quoted);
        else if (schema.Country && !Countries.IsAssigned(text))
            problems.Invalid(field, CountryMust(text));
    }

    private void ValidateNumber(Field field, SchemaNode schema)
    {
        if (field.Number is not { } number)
            return;
        if (number < (decimal?)schema.Minimum)
            problems.Invalid(field, $"must be at least {(decimal)schema.Minimum!}");
        else if (schema.Maximum < 9e18 && number > (decimal?)schema.Maximum)
            problems.Invalid(field, $"must be at most {(decimal)schema.Maximum!}");
    }

    /// <summary>RE2's <c>$</c> is the end of the text; .NET's also stands before a last line feed.</summary>
    private static string ToEndOfText(string pattern) => pattern.EndsWith('$') ? pattern[..^1] + @"\z" : pattern;

    private static string Characters(int count) => count == 1 ? "1 character" : $"{count} characters";

    private static string CountryMust(string code) => code switch
    {
        "UK" => $"{CountryMustBe}; the United Kingdom is GB",
        "EU" => $"{CountryMustBe}; name the countries of the European Union that are meant",
        _ => $"{CountryMustBe}; this one isn't assigned",
    };

    private const string CountryMustBe = $"must {CountryAttribute.Must}";

    private static string TypeMust(string expected, string actual)
    {
        var hint = expected == "string" && actual is "boolean" or "integer" or "number"
            ? "; put it in quotes if text is meant"
            : "";
        return $"must be of type {expected}, not {actual}{hint}";
    }

    private static string TypeOf(Field field, string wanted) => field.Node!.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ when wanted == "number" => "number",
        _ => field.Number is { } number && decimal.Truncate(number) == number ? "integer" : "number",
    };
}
