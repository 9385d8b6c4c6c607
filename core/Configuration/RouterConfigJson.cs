using System.Text.Json.Serialization;

namespace K8sRouter.Core.Configuration;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RouterConfig))]
internal sealed partial class RouterConfigJson : JsonSerializerContext;
