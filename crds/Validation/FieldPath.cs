using System.Globalization;

namespace K8sRouter.Crds.Validation;

/// <summary>Where a field stands, as people write it and as a key to its line.</summary>
/// <param name="Display">Such as <c>spec.headers[x-region]</c>.</param>
/// <param name="Pointer">Such as <c>/spec/headers/x-region</c>.</param>
internal readonly record struct FieldPath(string Display, string Pointer)
{
    public static FieldPath Root => new("", "");

    public FieldPath Child(string name) => new(Display.Length == 0 ? name : $"{Display}.{name}", $"{Pointer}/{name}");

    public FieldPath Key(string name) => new($"{Display}[{name}]", $"{Pointer}/{name}");

    public FieldPath Index(int index)
    {
        var number = index.ToString(CultureInfo.InvariantCulture);
        return new($"{Display}[{number}]", $"{Pointer}/{number}");
    }

    public override string ToString() => Display;
}
