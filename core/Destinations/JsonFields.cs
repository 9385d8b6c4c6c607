using K8sRouter.Core.Json;

namespace K8sRouter.Core.Destinations;

/// <summary>One JSON object being written, field by field: what is unknown is null.</summary>
internal ref struct JsonFields
{
    private readonly JsonBuffer _target;
    private bool _any;

    /// <summary>Begins an object.</summary>
    public JsonFields(JsonBuffer target)
    {
        _target = target;
        target.Append((byte)'{');
    }

    /// <summary>Ends it.</summary>
    public readonly void End() => _target.Append((byte)'}');

    /// <summary>Begins a field, whose value the caller writes.</summary>
    public JsonBuffer Field(string name)
    {
        _target.Append(_any ? ",\""u8 : "\""u8);
        _any = true;
        _target.AppendText(name);
        _target.Append("\":"u8);
        return _target;
    }

    public void Text(string name, string? value) => Field(name).AppendString(value);

    public void Number(string name, long? value)
    {
        if (value is { } known)
            Field(name).Append(known);
        else
            Null(name);
    }

    public void Number(string name, double? value)
    {
        if (value is { } known && double.IsFinite(known))
            Field(name).Append(known);
        else
            Null(name);
    }

    public void Number(string name, decimal? value) => Number(name, (double?)value);

    public void Null(string name) => Field(name).Append("null"u8);
}
