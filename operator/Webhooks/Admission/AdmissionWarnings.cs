namespace K8sRouter.Operator.Webhooks.Admission;

/// <summary>Words warnings within the API server's bounds: beyond 4,096 bytes in all it cuts them itself.</summary>
internal static class AdmissionWarnings
{
    private const int MostCharacters = 255;
    private const int MostWarnings = 16;

    public static IReadOnlyList<string> Text(IReadOnlyCollection<AdmissionWarning> warnings)
    {
        var texts = warnings.Select(warning => Cut($"{warning.Path}: {warning.Message}")).Distinct().ToList();
        if (texts.Count <= MostWarnings)
            return texts;
        var more = texts.Count - (MostWarnings - 1);
        return [.. texts.Take(MostWarnings - 1), $"and {more} more"];
    }

    /// <summary>A warning is an HTTP header: one line.</summary>
    private static string Cut(string text)
    {
        var line = new string([.. text.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c)]);
        return line.Length <= MostCharacters ? line : line[..(MostCharacters - 3)] + "...";
    }
}
