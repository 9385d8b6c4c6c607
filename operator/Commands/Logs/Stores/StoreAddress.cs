namespace K8sRouter.Operator.Commands.Logs.Stores;

/// <summary>A place as <c>--store</c> names it.</summary>
internal sealed record StoreAddress
{
    private const string Scheme = "gs://";

    /// <summary>The bucket; null: a folder.</summary>
    public string? Bucket { get; private init; }

    /// <summary>The folder; null: a bucket.</summary>
    public string? Folder { get; private init; }

    /// <summary>What stands behind the bucket; null: nothing.</summary>
    public string? Prefix { get; private init; }

    /// <exception cref="CommandException">It can't be read.</exception>
    public static StoreAddress Parse(string text)
    {
        if (!text.Contains("://", StringComparison.Ordinal))
            return new StoreAddress { Folder = text };
        if (!text.StartsWith(Scheme, StringComparison.Ordinal))
            throw Unreadable(text, "only gs:// and folders are known");
        var (bucket, prefix) = text[Scheme.Length..].TrimEnd('/').Split('/', 2) is [var first, var rest]
            ? (first, rest)
            : (text[Scheme.Length..].TrimEnd('/'), null);
        if (bucket.Length is < 3 or > 222
            || !bucket.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.'))
            throw Unreadable(text, "the name of a bucket has 3 or more of a-z, 0-9, '-', '_' and '.'");
        return new StoreAddress { Bucket = bucket, Prefix = prefix is null ? null : CheckedPrefix("--store", prefix) };
    }

    /// <summary>A prefix that can stand before names.</summary>
    /// <exception cref="CommandException">It can't.</exception>
    public static string CheckedPrefix(string flag, string prefix) =>
        prefix.Length > 0 && prefix.Split('/').Any(part => part is "" or ['.', ..] || part.Contains('='))
            ? throw CommandException.Usage(
                $"{flag}: '{prefix}' can't be a prefix: it has no slash at its ends, no empty part, none that begins with '.', "
                + "and none with '='.")
            : prefix;

    private static CommandException Unreadable(string text, string why) => CommandException.Usage(
        $"--store '{text}' isn't a place: {why}. Write gs://BUCKET, gs://BUCKET/PREFIX or the path of a folder.");
}
