using System.Net;
using System.Text.Json;
using k8s.Models;
using K8sRouter.Operator.Kubernetes.Json;

namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>Puts failures into words that show no secret.</summary>
internal static class KubernetesFaults
{
    private const int MaxMessage = 1024;
    private const string NamespaceTerminating = "NamespaceTerminating";

    public static KubernetesException Refused(
        KubernetesRequest request, HttpResponseMessage response, ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        var status = ReadStatus(body.Span);
        if (status is null)
        {
            // Not the API server's own words, but a proxy's, or those of its router: the path isn't served.
            var advice = response.StatusCode == HttpStatusCode.NotFound
                ? "the server doesn't serve this; is its CustomResourceDefinition installed?"
                : "the answer isn't a Kubernetes one";
            return new($"{request}: {(int)response.StatusCode}: {advice}", response.StatusCode, reason: null)
            {
                RetryAfter = RetryAfter(response, status, now),
            };
        }
        return FromStatus(request, status, response.StatusCode, RetryAfter(response, status, now));
    }

    public static KubernetesException FromStatus(
        KubernetesRequest request, V1Status status, HttpStatusCode? code, TimeSpan? retryAfter)
    {
        var causes = status.Details?.Causes ?? [];
        var reason = string.IsNullOrEmpty(status.Reason) ? null : status.Reason;
        var said = request.HoldsSecrets ? Fields(causes) : status.Message;
        var text = $"{request}: {reason ?? $"{(int?)code}"}";
        return new(string.IsNullOrEmpty(said) ? text : $"{text}: {Cut(said)}", code, reason)
        {
            RetryAfter = retryAfter,
            IsNamespaceTerminating = causes.Any(cause => cause.Reason == NamespaceTerminating),
            IsObjectMissing = code == HttpStatusCode.NotFound && request.Name is not null && status.Details?.Name == request.Name,
        };
    }

    public static KubernetesException Late(KubernetesRequest request, TimeSpan limit, Exception fault) =>
        new($"{request}: no complete answer within {limit.TotalSeconds:0} seconds", statusCode: null, reason: null, fault);

    public static KubernetesException Unreachable(KubernetesRequest request, Uri server, Exception fault) => new(
        $"{request}: can't reach {server.GetLeftPart(UriPartial.Authority)}: {fault.GetBaseException().Message}",
        statusCode: null, reason: null, fault);

    public static KubernetesException Broken(KubernetesRequest request, string what, Exception? fault = null) =>
        new($"{request}: {what}", statusCode: null, reason: null, fault);

    /// <summary>
    /// A watch can't leave an object out, or the caller would keep what it was before. A list can.
    /// </summary>
    public static KubernetesException Unreadable(KubernetesRequest request, UnreadableObject unreadable) => new(
        $"{request}: {Name(unreadable)} can't be read at {unreadable.Path}; is it of a newer version?",
        statusCode: null, KubernetesException.UnreadableObjectReason);

    /// <summary>How long a status asks to wait; null: it doesn't.</summary>
    public static TimeSpan? RetryAfter(V1Status? status) =>
        status?.Details?.RetryAfterSeconds is int seconds and > 0 ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>A status; null: it isn't one.</summary>
    public static V1Status? ReadStatus(ReadOnlySpan<byte> json)
    {
        try
        {
            var status = JsonSerializer.Deserialize(json, KubernetesJson.TypeInfo<V1Status>());
            return status?.Kind == "Status" ? status : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Name(UnreadableObject unreadable) =>
        unreadable.Namespace is null ? $"\"{unreadable.Name}\"" : $"\"{unreadable.Namespace}/{unreadable.Name}\"";

    private static string Fields(IEnumerable<V1StatusCause> causes) =>
        string.Join(", ", causes.Select(cause => cause.Field).Where(field => !string.IsNullOrEmpty(field)).Distinct());

    private static string Cut(string message) => message.Length <= MaxMessage ? message : $"{message[..MaxMessage]}...";

    private static TimeSpan? RetryAfter(HttpResponseMessage response, V1Status? status, DateTimeOffset now)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date is { } date ? date - now : RetryAfter(status));
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
