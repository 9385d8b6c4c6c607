using System.Net;
using System.Text.Json;

namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>Reads one line of a watch: the type first, then the object, once and as what it is.</summary>
internal static class WatchLine
{
    private const string Error = "ERROR";

    /// <exception cref="KubernetesException">The line tells of an error, or isn't a change.</exception>
    public static WatchEvent<T> Parse<T>(ReadOnlySpan<byte> line, KubernetesRequest request)
        where T : class
    {
        string? type;
        ReadOnlySpan<byte> content;
        try
        {
            type = Split(line, out content);
        }
        catch (JsonException)
        {
            throw KubernetesFaults.Broken(request, "a line of the stream isn't JSON");
        }
        if (type is null || content.IsEmpty)
            throw KubernetesFaults.Broken(request, "a line of the stream has no type or no object");
        if (type == Error)
            throw ErrorOf(content, request);
        if (type == "BOOKMARK")
        {
            return new(
                WatchEventType.Bookmark,
                ObjectReader.ReadBookmark<T>(content) ?? throw KubernetesFaults.Broken(request, "a bookmark has no metadata"));
        }
        if (TypeOf(type) is not { } change)
            throw KubernetesFaults.Broken(request, "a line of the stream is of an unknown type");
        var entity = ObjectReader.ReadOrIdentify<T>(content, out var unreadable);
        return new(change, entity ?? throw KubernetesFaults.Unreadable(request, unreadable!));
    }

    private static string? Split(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> content)
    {
        string? type = null;
        content = default;
        var reader = new Utf8JsonReader(line);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isType = reader.ValueTextEquals("type"u8);
            bool isObject = reader.ValueTextEquals("object"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            if (isType && reader.TokenType == JsonTokenType.String)
                type = reader.GetString();
            reader.Skip();
            if (isObject)
                content = line[start..(int)reader.BytesConsumed];
        }
        return type;
    }

    private static WatchEventType? TypeOf(string type) => type switch
    {
        "ADDED" => WatchEventType.Added,
        "MODIFIED" => WatchEventType.Modified,
        "DELETED" => WatchEventType.Deleted,
        _ => null,
    };

    private static KubernetesException ErrorOf(ReadOnlySpan<byte> content, KubernetesRequest request)
    {
        if (KubernetesFaults.ReadStatus(content) is not { } status)
            return KubernetesFaults.Broken(request, "the stream tells of an error without a status");
        return KubernetesFaults.FromStatus(
            request, status, (HttpStatusCode?)status.Code, KubernetesFaults.RetryAfter(status));
    }
}
