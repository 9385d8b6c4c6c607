namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>
/// The stream to be stored can't be read. No <see cref="IOException"/>, which the HTTP client would take for a fault of the
/// connection.
/// </summary>
internal sealed class SourceReadException(IOException fault) : Exception("The stream to be stored can't be read.", fault);
