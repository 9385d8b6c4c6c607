using System.Net;

namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>An answer read whole.</summary>
internal readonly record struct GcsAnswer(HttpStatusCode Status, byte[] Body);
