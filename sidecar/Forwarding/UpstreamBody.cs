using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Buffers;
using K8sRouter.Sidecar.Capture;
using K8sRouter.Sidecar.Ingress;

namespace K8sRouter.Sidecar.Forwarding;

/// <summary>
/// What one attempt sends: the caller's body with members left out, replaced and added, as a list of pieces over the pooled
/// original. Nothing is copied or parsed again, and every attempt makes its own.
/// </summary>
internal sealed class UpstreamBody
{
    private static readonly byte[] Open = "{"u8.ToArray();
    private static readonly byte[] Close = "}"u8.ToArray();
    private static readonly byte[] Comma = ","u8.ToArray();
    private static readonly byte[] StoreFalse = "\"store\":false"u8.ToArray();
    private static readonly byte[] IncludeUsage = "\"stream_options\":{\"include_usage\":true}"u8.ToArray();

    private readonly ReadOnlyMemory<byte> _original;
    private bool _any;

    private UpstreamBody(ReadOnlyMemory<byte> original) => _original = original;

    public List<ReadOnlyMemory<byte>> Pieces { get; } = new(8);

    public long Length { get; private set; }

    /// <param name="request">The caller's request.</param>
    /// <param name="api">Which call it is.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="userIdentity">The hashed identity to send; null: none.</param>
    public static UpstreamBody Create(ScannedRequest request, string api, UpstreamTarget target, string? userIdentity)
    {
        var body = new UpstreamBody(request.Body);
        body.Add(Open);
        bool askForUsage = request.IsTrue(RequestField.Stream) && api is GenerationApis.Chat or GenerationApis.Completions;
        int runStart = -1;
        int runEnd = -1;
        foreach (var member in request.Members)
        {
            var replacement = Replacement(request, member, api, target, askForUsage);
            if (replacement is { IsEmpty: true })
            {
                body.AddRun(ref runStart, runEnd);
                continue;
            }
            if (replacement is { } value)
            {
                body.AddRun(ref runStart, runEnd);
                body.AddMember(request.Body[member.KeyStart..member.ValueStart]);
                body.Add(value);
                continue;
            }
            if (runStart < 0)
                runStart = member.KeyStart;
            runEnd = member.ValueEnd;
        }
        body.AddRun(ref runStart, runEnd);
        if (!request.Has(RequestField.Model))
            body.AddMember(Join("\"model\":"u8, target.ModelJson));
        if (RetainingFields.MustSendStoreFalse(request, api))
            body.AddMember(StoreFalse);
        if (askForUsage && !request.Has(RequestField.StreamOptions))
            body.AddMember(IncludeUsage);
        if (userIdentity is not null)
            body.AddMember(UserMember(userIdentity, target.SpeaksAnthropic));
        body.Add(Close);
        return body;
    }

    /// <summary>
    /// HMAC-SHA-256 of the caller's <c>user</c> (of the workspace where there is none) with the workspace's hashing key: the
    /// same user is the same to a provider, and nobody there learns who it is.
    /// </summary>
    public static string HashIdentity(ReadOnlySpan<byte> hashingKey, string identity) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(hashingKey, Encoding.UTF8.GetBytes(identity)));

    /// <summary>Null: the member stays as it is; empty: it is left out.</summary>
    private static ReadOnlyMemory<byte>? Replacement(
        ScannedRequest request, RequestMember member, string api, UpstreamTarget target, bool askForUsage)
    {
        switch (member.Field)
        {
            case RequestField.Model:
                return target.ModelJson;
            case RequestField.Models or RequestField.Provider or RequestField.Route or RequestField.SessionId
                or RequestField.Trace or RequestField.Usage or RequestField.Transforms or RequestField.Plugins
                or RequestField.Preset or RequestField.Debug or RequestField.Fallbacks:
                return ReadOnlyMemory<byte>.Empty;
            case RequestField.User or RequestField.SafetyIdentifier:
                return ReadOnlyMemory<byte>.Empty;
            case RequestField.Metadata when target.SpeaksAnthropic:
                // Anthropic's metadata holds user_id and nothing else.
                return ReadOnlyMemory<byte>.Empty;
            case RequestField.Store:
                return ReadOnlyMemory<byte>.Empty;
            case RequestField.PreviousResponseId or RequestField.Conversation or RequestField.Background:
                // Only null, or false, gets this far; not every provider accepts even that.
                return ReadOnlyMemory<byte>.Empty;
            case RequestField.StreamOptions when askForUsage:
                return WithUsage(request.Value(RequestField.StreamOptions));
            default:
                return null;
        }
    }

    /// <summary>The caller's stream options with <c>include_usage</c> set: the API always reports usage.</summary>
    private static ReadOnlyMemory<byte> WithUsage(ReadOnlyMemory<byte> options)
    {
        if (options.IsEmpty || options.Span[0] != '{')
            return "{\"include_usage\":true}"u8.ToArray();
        using var output = new PooledBuffer();
        var reader = new Utf8JsonReader(options.Span);
        var splicer = new JsonSplicer(options.Span, output);
        splicer.Open();
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int key = (int)reader.TokenStartIndex;
            bool replaced = reader.ValueTextEquals("include_usage"u8);
            reader.Skip();
            if (replaced)
                continue;
            splicer.Keep(key);
            splicer.CopyTo((int)reader.BytesConsumed);
        }
        splicer.Add("\"include_usage\":"u8, "true"u8);
        splicer.Close();
        return output.Span.ToArray();
    }

    private static byte[] UserMember(string identity, bool anthropic) => Encoding.ASCII.GetBytes(
        anthropic ? $"\"metadata\":{{\"user_id\":\"{identity}\"}}" : $"\"user\":\"{identity}\"");

    private static byte[] Join(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) => [.. first, .. second];

    private void AddRun(ref int start, int end)
    {
        if (start < 0)
            return;
        AddMember(_original[start..end]);
        start = -1;
    }

    private void AddMember(ReadOnlyMemory<byte> member)
    {
        if (_any)
            Add(Comma);
        _any = true;
        Add(member);
    }

    private void Add(ReadOnlyMemory<byte> piece)
    {
        Pieces.Add(piece);
        Length += piece.Length;
    }
}
