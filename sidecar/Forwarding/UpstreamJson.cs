using System.Text.Json.Serialization;

namespace K8sRouter.Sidecar.Forwarding;

[JsonSerializable(typeof(string))]
internal sealed partial class UpstreamJson : JsonSerializerContext;
