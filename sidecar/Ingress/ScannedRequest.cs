using System.Text;
using System.Text.Json;

namespace K8sRouter.Sidecar.Ingress;

/// <summary>A request's top-level object: where its members stand, without a document of them.</summary>
internal sealed class ScannedRequest(ReadOnlyMemory<byte> body)
{
    private readonly int[] _byField = CreateIndex();

    /// <summary>The body that the positions refer to.</summary>
    public ReadOnlyMemory<byte> Body { get; } = body;

    /// <summary>All members in order.</summary>
    public List<RequestMember> Members { get; } = new(16);

    /// <summary>Bits of <see cref="RequestFields.Parameters"/> that are present and not null.</summary>
    public uint Parameters { get; private set; }

    public void Add(RequestMember member, int parameter)
    {
        if (member.Field != RequestField.Other)
            _byField[(int)member.Field] = Members.Count;
        if (parameter >= 0 && !IsNull(member))
            Parameters |= 1u << parameter;
        Members.Add(member);
    }

    /// <summary>Whether the field is present, null included.</summary>
    public bool Has(RequestField field) => _byField[(int)field] >= 0;

    /// <summary>Raw JSON of the field; empty: absent or null.</summary>
    public ReadOnlyMemory<byte> Value(RequestField field)
    {
        int index = _byField[(int)field];
        if (index < 0 || IsNull(Members[index]))
            return default;
        var member = Members[index];
        return Body[member.ValueStart..member.ValueEnd];
    }

    /// <summary>
    /// The field as text; null: absent, null, not a string, or one with half of a surrogate pair, which is no text.
    /// </summary>
    public string? Text(RequestField field)
    {
        var value = Value(field).Span;
        if (value.IsEmpty || value[0] != '"')
            return null;
        if (value.IndexOf((byte)'\\') < 0)
            return Encoding.UTF8.GetString(value[1..^1]);
        var reader = new Utf8JsonReader(value);
        reader.Read();
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Whether the field is the literal <c>true</c>.</summary>
    public bool IsTrue(RequestField field) => Value(field).Span.SequenceEqual("true"u8);

    /// <summary>Whether the field is the literal <c>false</c>.</summary>
    public bool IsFalse(RequestField field) => Value(field).Span.SequenceEqual("false"u8);

    private bool IsNull(RequestMember member) => Body.Span[member.ValueStart] == (byte)'n';

    private static int[] CreateIndex()
    {
        var index = new int[(int)RequestField.Miscased + 1];
        Array.Fill(index, -1);
        return index;
    }
}
