using System.Globalization;
using K8sRouter.Core.Destinations.Native;

namespace K8sRouter.Core.Destinations.ObjectStorage;

/// <summary>Where the objects of a destination lie, and how each is called.</summary>
internal static class S3ObjectName
{
    private const string DefaultRegion = "us-east-1";

    /// <summary>The region that requests are signed for.</summary>
    public static string Region(DestinationFields fields) => fields.Get("region") ?? DefaultRegion;

    /// <summary>
    /// Address of an object, each part of its name escaped. A store with an address of its own takes the bucket as the first part
    /// of the path, as all of them do; Amazon's takes it as part of the host, except where its certificate can't cover the name.
    /// </summary>
    public static string Address(DestinationFields fields, string name)
    {
        string? bucket = fields.Get("bucketName");
        string path = string.Join('/', name.Split('/').Select(Uri.EscapeDataString));
        if (fields.Get("endpoint") is { } endpoint)
            return $"{endpoint.TrimEnd('/')}/{bucket}/{path}";
        string host = $"s3.{Region(fields)}.amazonaws.com";
        return bucket!.Contains('.', StringComparison.Ordinal)
            ? $"https://{host}/{bucket}/{path}"
            : $"https://{bucket}.{host}/{path}";
    }

    /// <summary>
    /// <c>{pathTemplate}/{traceId}-{timestamp}.json</c>. The time is the call's to a tenth of a microsecond: a call that is sent
    /// again gets its own name again, and calls that share a trace don't overwrite each other.
    /// </summary>
    public static string Of(DestinationFields fields, NativeTrace trace)
    {
        var time = trace.Record.CreatedAt.UtcDateTime;
        string timestamp = time.ToString("yyyyMMdd'T'HHmmssfffffff'Z'", CultureInfo.InvariantCulture);
        return In(fields, time, trace.Record.ApiKeyName, $"{trace.Root.TraceId}-{timestamp}.json");
    }

    /// <summary>A name in the folder that the template makes.</summary>
    public static string In(DestinationFields fields, DateTime time, string? apiKeyName, string file)
    {
        string folder = fields.Get("pathTemplate")!
            .Replace("{prefix}", fields.Get("prefix"), StringComparison.Ordinal)
            .Replace("{date}", time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{year}", time.ToString("yyyy", CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{month}", time.ToString("MM", CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{day}", time.ToString("dd", CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{apiKeyName}", Segment(apiKeyName ?? "none"), StringComparison.Ordinal);
        var segments = folder.Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Select(segment => segment is "." or ".." ? "_" : segment);
        return string.Join('/', segments.Append(file));
    }

    private static string Segment(string name) =>
        string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' ? letter : '_'));
}
