namespace K8sRouter.Sidecar.Routing;

/// <summary>A model as the caller named it.</summary>
/// <param name="Requested">As written; responses carry it.</param>
/// <param name="Name"><c>author/slug</c> without a variant.</param>
/// <param name="Variant">The rule that its suffix asks for.</param>
internal readonly record struct RequestedModel(string Requested, string Name, ModelVariant Variant)
{
    public static RequestedModel Parse(string requested)
    {
        int colon = requested.LastIndexOf(':');
        var variant = colon < 0 ? ModelVariant.None : requested[colon..] switch
        {
            ":free" => ModelVariant.Free,
            ":nitro" => ModelVariant.Nitro,
            ":floor" => ModelVariant.Floor,
            _ => ModelVariant.None,
        };
        return new RequestedModel(requested, variant == ModelVariant.None ? requested : requested[..colon], variant);
    }

    /// <summary>The author, as policies name it.</summary>
    public string Author => Name.Split('/', 2)[0];
}
