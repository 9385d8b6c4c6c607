using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using K8sRouter.Operator.Diagnostics;
using K8sRouter.Operator.Webhooks.Admission;

namespace K8sRouter.Operator.Injection;

/// <summary>
/// Gives pods their sidecars, or says why not. Nothing but the answer comes of it: a dry run is like any other.
/// </summary>
/// <param name="namespaceOf">What is known of a namespace.</param>
/// <param name="settings">What the operator was told, with the keys of the moment.</param>
/// <param name="features">What the cluster can do just now.</param>
/// <param name="metrics">Counts.</param>
/// <param name="logger">Gets a line for each decision.</param>
internal sealed class PodReviews(
    Func<string, NamespaceFacts> namespaceOf, Func<InjectionSettings> settings, Func<ServerFeatures> features,
    InjectionMetrics metrics, ILogger logger) : IAdmissionHandler
{
    /// <summary>Where it is asked about pods that may ask for a sidecar themselves.</summary>
    public const string Path = "/inject";

    /// <summary>Where it is asked about pods of namespaces that the API server found labelled.</summary>
    public const string NamespacePath = "/inject/namespace";

    public Action<TimeSpan> Answer(AdmissionRequest request, IBufferWriter<byte> output)
    {
        var isPod = request is { ApiVersion: "v1", Kind: "Pod", Operation: "CREATE", SubResource: "" };
        var pod = isPod ? Read(request) : null;
        var (name, decision) = pod is null
            ? (request.Name, InjectionDecision.Skip(InjectionReasons.NotAPod, "only pods get sidecars, when they are created"))
            : Decide(request, pod);
        PodReviewWriter.Write(output, request, name, decision);
        return duration =>
        {
            metrics.Answered(decision.Reason, duration);
            Log.PodAnswered(
                logger, request.Namespace, name, decision.Reason, decision.Mode ?? "-", decision.Image ?? "-",
                decision.Warnings.Count, request.IsDryRun);
        };
    }

    private (string Name, InjectionDecision Decision) Decide(AdmissionRequest request, JsonObject pod)
    {
        try
        {
            return (NameOf(request, pod), Injector.Inject(pod, namespaceOf(request.Namespace), settings(), features()));
        }
        catch (InvalidPodException fault)
        {
            throw NotAPod(fault.Message);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate in a name, which nobody can look up.
            throw NotAPod("a text isn't Unicode");
        }
    }

    private static JsonObject Read(AdmissionRequest request) =>
        request.Object.ValueKind == JsonValueKind.Object
            ? JsonObject.Create(request.Object)!
            : throw NotAPod("it isn't an object");

    /// <summary>A pod of a controller has no name yet, only how it begins.</summary>
    private static string NameOf(AdmissionRequest request, JsonObject pod)
    {
        if (request.Name.Length > 0)
            return request.Name;
        var metadata = pod.Object("metadata");
        var name = metadata.Text("name") is { Length: > 0 } own ? own : $"{metadata.Text("generateName")}*";
        // Names are logged: anything else in their place isn't.
        return name.Length <= 253 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '*') ? name : "?";
    }

    private static AdmissionException NotAPod(string why) =>
        new(StatusCodes.Status400BadRequest, $"request.object isn't a pod: {why}");
}
