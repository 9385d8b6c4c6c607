using System.Text.Json;

namespace K8sRouter.Testing.Conformance;

/// <summary>What strict clients of the API demand of its answers (response-schemas.txt).</summary>
public static class ResponseSchemas
{
    private static readonly IReadOnlyDictionary<string, SchemaType> Known = SchemaParser.Parse(ReadResource());

    /// <summary>Names of all types.</summary>
    public static IEnumerable<string> TypeNames => Known.Keys;

    /// <summary>Names of the fields that a record may hold, required ones and others.</summary>
    public static IReadOnlyList<string> FieldsOf(string typeName) =>
        [.. ((RecordType)Known[typeName]).Fields.Select(f => f.Name)];

    /// <summary>Everything that a strict client would refuse, each with the path of the field; empty: it conforms.</summary>
    /// <param name="typeName">A type of the file, such as <c>ModelsListResponse</c>.</param>
    /// <param name="document">The whole body of an answer.</param>
    public static IReadOnlyList<string> Validate(string typeName, JsonElement document) => Validate(Known, typeName, document);

    internal static IReadOnlyList<string> Validate(
        IReadOnlyDictionary<string, SchemaType> types, string typeName, JsonElement document)
    {
        if (!types.TryGetValue(typeName, out var type))
            throw new ArgumentException($"No type {typeName} in response-schemas.txt.", nameof(typeName));
        var context = new SchemaContext(types, []);
        type.Validate(document, "$", context);
        return context.Problems;
    }

    private static string ReadResource()
    {
        const string name = "response-schemas.txt";
        using var stream = typeof(ResponseSchemas).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
