using System.Text.Json.Serialization;

namespace K8sRouter.Core.Storage.GoogleCloudStorage;

// The API writes 64-bit numbers as strings.
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GcsObjectResource))]
[JsonSerializable(typeof(GcsObjectPage))]
internal sealed partial class GcsJson : JsonSerializerContext;
